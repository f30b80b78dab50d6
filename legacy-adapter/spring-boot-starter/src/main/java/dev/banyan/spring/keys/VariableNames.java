package dev.banyan.spring.keys;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keys as environment variables: upper case, underscores for dots; dashes are left out or are
 * underscores too. A map's key may be any letters and digits.
 *
 * <p>Looked at is what begins with {@code BANYAN_CAPTURE_}, and what is so near to it that it must
 * be a slip. Other {@code BANYAN_} variables belong to other programs. The variables that
 * Kubernetes sets for a service ({@code …_SERVICE_HOST}, {@code …_PORT_80_TCP}) are left alone.
 */
final class VariableNames {

  private static final Pattern KUBERNETES =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

  /** Letters that may be wrong in {@code BANYAN_CAPTURE} for it to be a slip. */
  private static final int SLIP = 2;

  private final List<List<String>> keys;
  private final List<Pattern> patterns;
  private final String prefix;

  VariableNames(List<List<String>> keys) {
    this.keys = keys;
    this.patterns = keys.stream().map(VariableNames::pattern).toList();
    this.prefix = name(keys.get(0).subList(0, 2));
  }

  private static Pattern pattern(List<String> key) {
    return Pattern.compile(
        key.stream()
            .map(step -> step.equals(KnownKeys.ANY) ? ".+" : upper(step).replace("-", "_?"))
            .collect(Collectors.joining("_", "", "(_\\d+_?)?")));
  }

  private static String name(List<String> steps) {
    return steps.stream()
        .map(step -> step.equals(KnownKeys.ANY) ? "<NAME>" : upper(step).replace("-", ""))
        .collect(Collectors.joining("_"));
  }

  private static String upper(String step) {
    return step.toUpperCase(Locale.ROOT);
  }

  /** The variable that an unknown one probably means; empty if there is nothing wrong. */
  Optional<String> meantBy(String variable) {
    String name = upper(variable);
    boolean known = patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    return known || KUBERNETES.matcher(name).matches() || !ours(name)
        ? Optional.empty()
        : Optional.of(nearest(name));
  }

  private boolean ours(String name) {
    String[] steps = name.split("_", 3);
    return steps.length == 3 && Distance.between(steps[0] + "_" + steps[1], prefix) <= SLIP;
  }

  private String nearest(String name) {
    return keys.stream()
        .map(VariableNames::name)
        .min(Comparator.comparingInt(key -> Distance.between(key, name.replaceAll("_\\d+_?$", ""))))
        .orElseThrow();
  }
}
