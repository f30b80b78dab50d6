package dev.banyan.relationships;

import java.util.Map;

/** What the functions take from their environment; each asks only for what it needs. */
record RelationshipsSettings(Map<String, String> environment) {

  RelationshipsSettings {
    environment = Map.copyOf(environment);
  }

  String jwtSecret() {
    return required("JWT_SECRET");
  }

  String eventStream() {
    return required("EVENT_STREAM");
  }

  String mongoUri() {
    return required("MONGO_URI");
  }

  private String required(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable " + name + " is not set; template.yaml sets it");
    }
    return value;
  }

  /** Without the values, which may be secrets. */
  @Override
  public String toString() {
    return "RelationshipsSettings" + environment.keySet();
  }
}
