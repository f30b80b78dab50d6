package dev.banyan.capture.operations;

import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.events.Event;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events a tail shows; null for all.
 *
 * @param type a type, {@code *} for anything: {@code follow.*}
 * @param key a partition key or a subject
 * @param types the types of a capability
 * @param markers whether heartbeats and barriers are shown
 */
public record TailFilter(
    @Nullable String type, @Nullable String key, @Nullable List<String> types, boolean markers)
    implements Predicate<Event> {

  /** Everything but markers. */
  public static final TailFilter ALL = new TailFilter(null, null, null, false);

  public TailFilter {
    types = types == null ? null : List.copyOf(types);
  }

  /**
   * Only what a capability's declared mappings make.
   *
   * @throws IllegalArgumentException if no mapping belongs to it
   */
  public TailFilter ofCapability(CaptureConfig config, String capability) {
    List<String> own =
        config.mappings().stream()
            .filter(mapping -> mapping.capability().equals(capability))
            .map(EventMapping::shape)
            .flatMap(shape -> List.of(shape.put(), shape.deleted()).stream())
            .toList();
    if (own.isEmpty()) {
      throw new IllegalArgumentException(
          "no mapping belongs to the capability '"
              + capability
              + "'; there are "
              + config.mappings().stream().map(EventMapping::capability).distinct().toList());
    }
    return new TailFilter(type, key, own, markers);
  }

  @Override
  public boolean test(Event event) {
    return (markers || !event.isMarker())
        && (types == null || types.contains(event.type()))
        && (type == null || glob(type).matcher(event.type()).matches())
        && (key == null || key.equals(event.partitionKey()) || key.equals(event.subject()));
  }

  private static Pattern glob(String text) {
    return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
  }
}
