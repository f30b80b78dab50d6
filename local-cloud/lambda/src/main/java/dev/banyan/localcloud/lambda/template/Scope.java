package dev.banyan.localcloud.lambda.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What names mean while a template is evaluated. */
interface Scope {

  /**
   * The value of a {@code Ref}: a text, a list of texts, or null for {@code AWS::NoValue}.
   *
   * @throws dev.banyan.localcloud.lambda.model.LambdaHostException for an unknown name
   */
  @Nullable Object ref(String name, Place place);

  /** The value of a {@code Fn::GetAtt}. */
  String attribute(String logicalId, String attribute, Place place);

  /** Whether a named condition holds. */
  boolean condition(String name, Place place);

  /** The value of a {@code Fn::FindInMap}. */
  TemplateValue inMap(List<String> path, Place place);
}
