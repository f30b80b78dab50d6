package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.MappingException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mapping that is ready to encode. Thread-safe; its encoders are not. */
public final class CompiledMapping implements DocumentMapping {

  /** Changes when the images or the encoder change what an item looks like. */
  private static final int FORMAT = 2;

  private final CollectionSpec spec;
  private final List<CompiledItem> items;
  private final Filter filter;
  private final CaptureTree captures;
  private final int slots;
  private final int versionSlot;
  private final @Nullable DocumentTransform transform;
  private final String transformName;
  private final @Nullable LargeItems largeItems;

  private CompiledMapping(
      CollectionSpec spec,
      @Nullable DocumentTransform transform,
      String transformName,
      @Nullable LargeItems largeItems) {
    this.spec = spec;
    this.transform = transform;
    this.transformName = transformName;
    this.largeItems = largeItems;
    SlotPlan plan = new SlotPlan();
    this.versionSlot = plan.of(new FieldPath(List.of(VersionTag.FIELD)), null);
    this.filter = Filter.of(spec.when(), path -> plan.of(path, null));
    List<CompiledItem> compiled = new ArrayList<>();
    for (ItemSpec item : spec.items()) {
      compiled.add(CompiledItem.of(item, plan));
    }
    this.items = List.copyOf(compiled);
    this.captures = plan.documentTree();
    this.slots = plan.count();
  }

  /**
   * Prepares a mapping.
   *
   * @throws MappingException if a key or template would need many values at once
   */
  public static CompiledMapping of(CollectionSpec spec) {
    return new CompiledMapping(spec, null, "", null);
  }

  /**
   * The same mapping with Java in front of it, for what a file cannot say.
   *
   * @param name goes into the fingerprint: change it when the code maps otherwise
   */
  public CompiledMapping withTransform(String name, DocumentTransform code) {
    return new CompiledMapping(spec, code, name, largeItems);
  }

  /** The same mapping, with a place for the items of {@code oversize: offload}. */
  public CompiledMapping withLargeItems(LargeItems store) {
    return new CompiledMapping(spec, transform, transformName, store);
  }

  /** What the file says. */
  public CollectionSpec spec() {
    return spec;
  }

  @Override
  public String collection() {
    return spec.collection();
  }

  @Override
  public String ownedBy() {
    return spec.capability();
  }

  /** A hash of all that the file says; comments and the order of its keys do not count. */
  @Override
  public String fingerprint() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String text = FORMAT + transformName + spec;
      byte[] hash = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return spec.collection() + "-" + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public List<TableSpec> tables() {
    return spec.tables();
  }

  @Override
  public DocumentEncoder encoder() {
    DocumentEncoder encoder = new CompiledEncoder(this);
    return transform == null ? encoder : new TransformingEncoder(transform, encoder);
  }

  List<CompiledItem> items() {
    return items;
  }

  Filter filter() {
    return filter;
  }

  CaptureTree captures() {
    return captures;
  }

  int slots() {
    return slots;
  }

  int versionSlot() {
    return versionSlot;
  }

  @Nullable LargeItems largeItems() {
    return largeItems;
  }
}
