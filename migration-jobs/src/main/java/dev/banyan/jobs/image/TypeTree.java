package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping says about the values below a path: their hints, what is left out, what has
 * another name. Immutable.
 */
public final class TypeTree {

  private final @Nullable TypeHint hint;
  private final boolean dropped;
  private final byte @Nullable [] renamed;
  private final NameTable<TypeTree> fields;
  private final @Nullable TypeTree elements;

  private TypeTree(Builder builder) {
    builder.spread();
    hint = builder.hint;
    dropped = builder.dropped;
    renamed = builder.renamed == null ? null : builder.renamed.getBytes(StandardCharsets.UTF_8);
    elements = builder.fields.containsKey("*") ? builder.fields.get("*").build() : null;
    Map<String, TypeTree> named = new LinkedHashMap<>();
    builder.fields.forEach((name, field) -> named.put(name, field.build()));
    fields = new NameTable<>(named);
  }

  static @Nullable TypeHint hint(@Nullable TypeTree tree) {
    return tree == null ? null : tree.hint;
  }

  static @Nullable TypeTree field(@Nullable TypeTree tree, byte[] bytes, int at, int length) {
    return tree == null ? null : tree.field(bytes, at, length);
  }

  /** What is said about a field, or about the elements of an array: {@code *} in a path. */
  public @Nullable TypeTree field(byte[] bytes, int at, int length) {
    TypeTree named = fields.get(bytes, at, length);
    return named == null ? elements : named;
  }

  /** The hint, or null for the exact image. */
  public @Nullable TypeHint hint() {
    return hint;
  }

  /** Whether values here are left out. */
  public boolean dropped() {
    return dropped;
  }

  /** The name that the field has in the item, or null for its own. */
  public byte @Nullable [] renamed() {
    return renamed;
  }

  /** Collects what is said about paths. */
  public static final class Builder {
    private @Nullable TypeHint hint;
    private boolean dropped;
    private @Nullable String renamed;
    private final Map<String, Builder> fields = new LinkedHashMap<>();

    /** What is said about a path below; {@code *} stands for every element or field. */
    public Builder at(Iterable<String> path) {
      Builder node = this;
      for (String name : path) {
        node = node.fields.computeIfAbsent(name, n -> new Builder());
      }
      return node;
    }

    public Builder hint(TypeHint value) {
      hint = value;
      return this;
    }

    public Builder drop() {
      dropped = true;
      return this;
    }

    public Builder rename(String name) {
      renamed = name;
      return this;
    }

    /** What is said about all is also said about those that have a name of their own. */
    private void spread() {
      Builder all = fields.get("*");
      if (all != null) {
        fields.values().stream().filter(each -> each != all).forEach(each -> each.inherit(all));
      }
    }

    private void inherit(Builder other) {
      hint = hint == null ? other.hint : hint;
      renamed = renamed == null ? other.renamed : renamed;
      dropped |= other.dropped;
      other.fields.forEach(
          (name, each) -> fields.computeIfAbsent(name, n -> new Builder()).inherit(each));
    }

    public TypeTree build() {
      return new TypeTree(this);
    }
  }
}
