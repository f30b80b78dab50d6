package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.banyan.localcloud.wire.ControlPage;
import java.util.Map;

/** {@code /_faults}: GET shows plan and counts, POST sets a plan, {@code {}} ends all faults. */
final class FaultPage implements ControlPage {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final KinesisFaults faults;

  FaultPage(KinesisFaults faults) {
    this.faults = faults;
  }

  @Override
  public JsonNode show() {
    return MAPPER.valueToTree(Map.of("plan", faults.plan(), "counts", faults.counts()));
  }

  @Override
  public JsonNode change(JsonNode body) {
    try {
      faults.set(MAPPER.treeToValue(body, FaultPlan.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a fault plan: " + e.getOriginalMessage(), e);
    }
    return show();
  }
}
