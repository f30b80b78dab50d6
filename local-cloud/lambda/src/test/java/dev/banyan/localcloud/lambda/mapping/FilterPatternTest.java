package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterPatternTest {

  private static final String EVENT =
      "{'type':'put','size':7,'tags':['a','b'],'none':null,'deep':{'name':'Ann'}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':['del','put']}                      | true",
        "{'type':['del']}                            | false",
        "{'type':['put'],'size':[7]}                 | true",
        "{'type':['put'],'size':[8]}                 | false",
        "{'size':[7.0]}                              | true",
        "{'tags':['b','z']}                          | true",
        "{'tags':['z']}                              | false",
        "{'none':[null]}                             | true",
        "{'deep':{'name':['Ann']}}                   | true",
        "{'deep':{'name':['Bob']}}                   | false",
        "{'type':{'name':['Ann']}}                   | false",
        "{'deep':{'name':[{'exists':true}]}}         | true",
        "{'deep':{'age':[{'exists':false}]}}         | true",
        "{'type':[{'exists':false}]}                 | false",
        "{'type':[{'prefix':'pu'}]}                  | true",
        "{'type':[{'prefix':'x'}]}                   | false",
        "{'type':[{'suffix':'ut'}]}                  | true",
        "{'type':[{'equals-ignore-case':'PUT'}]}     | true",
        "{'type':[{'anything-but':'put'}]}           | false",
        "{'type':[{'anything-but':['x','y']}]}       | true",
        "{'type':[{'anything-but':{'prefix':'p'}}]}  | false",
        "{'absent':[{'anything-but':'x'}]}           | false",
        "{'size':[{'numeric':['>',5,'<=',7]}]}       | true",
        "{'size':[{'numeric':['=',8]}]}              | false",
        "{'type':[{'numeric':['>',0]}]}              | false",
        "{'$or':[{'type':['x']},{'size':[7]}]}       | true",
        "{'$or':[{'type':['x']},{'size':[8]}]}       | false",
      })
  void matches_followsAwsRules(String pattern, boolean expected) {
    assertThat(pattern(pattern).matches(EventJson.parsed(EVENT.replace('\'', '"'))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':'text'}           | must hold a list",
        "{}                     | at least one key",
        "no json                | not JSON",
        "{'a':[{'like':'x'}]}   | comparison 'like' is not known",
      })
  void parse_rejectsWhatItDoesNotKnow(String pattern, String message) {
    assertThatThrownBy(() -> pattern(pattern))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("filter pattern of mapping")
        .hasMessageContaining(message);
  }

  @Test
  void parsed_keepsTextThatIsNotJson() {
    assertThat(EventJson.parsed("12 13").isTextual()).isTrue();
    assertThat(EventJson.parsed("").isTextual()).isTrue();
    assertThat(EventJson.parsed("12").isNumber()).isTrue();
  }

  private static FilterPattern pattern(String text) {
    return FilterPattern.parse("mapping", text.replace('\'', '"'));
  }
}
