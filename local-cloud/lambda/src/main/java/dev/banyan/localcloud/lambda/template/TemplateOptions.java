package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.Arns;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a template is evaluated with.
 *
 * @param parameters override the template's defaults; may hold secrets
 * @param arns names resources as AWS does
 */
public record TemplateOptions(
    Path file, Map<String, String> parameters, String stackName, Arns arns) {

  public TemplateOptions {
    parameters = Map.copyOf(parameters);
  }

  /** Without the parameters, which may hold secrets. */
  @Override
  public String toString() {
    return "TemplateOptions[" + file + ", parameters " + parameters.keySet() + "]";
  }
}
