package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The template's parameters: overrides first, then defaults. */
final class Parameters {

  private final Map<String, Object> values;

  private Parameters(Map<String, Object> values) {
    this.values = values;
  }

  static Parameters of(TemplateValue section, TemplateOptions options) {
    Map<String, TemplateValue> declared = section.map("Parameters");
    rejectUnknown(declared, options);
    Map<String, Object> values = new LinkedHashMap<>();
    declared.forEach(
        (name, declaration) -> values.put(name, value(name, declaration, options.parameters())));
    return new Parameters(values);
  }

  private static void rejectUnknown(Map<String, TemplateValue> declared, TemplateOptions options) {
    for (String name : options.parameters().keySet()) {
      if (!declared.containsKey(name)) {
        throw new LambdaHostException(
            options.file()
                + ": no parameter "
                + name
                + "; the template has "
                + new TreeSet<>(declared.keySet()));
      }
    }
  }

  /** Messages never hold the value: it may be a secret ({@code NoEcho}). */
  private static Object value(
      String name, TemplateValue declaration, Map<String, String> overrides) {
    String text = overrides.get(name);
    if (text == null) {
      text = declaration.required("Default", "parameter " + name + " is not given and").text(name);
    }
    checkAllowed(name, text, declaration);
    String type = declaration.text("Type", () -> "String");
    boolean list = type.equals("CommaDelimitedList") || type.startsWith("List<");
    return list ? List.of(text.split("\\s*,\\s*", -1)) : text;
  }

  private static void checkAllowed(String name, String text, TemplateValue declaration) {
    List<String> allowed =
        declaration.list("AllowedValues", List.of()).stream().map(v -> v.text(name)).toList();
    if (!allowed.isEmpty() && !allowed.contains(text)) {
      throw declaration
          .place()
          .error("the value of parameter " + name + " must be one of " + allowed);
    }
  }

  @Nullable Object get(String name) {
    return values.get(name);
  }

  java.util.Set<String> names() {
    return values.keySet();
  }
}
