package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.backfill.wire.Transport.Head;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signs requests to DynamoDB, all of which look the same but for operation and body. The key is
 * derived once a day and set of credentials. Thread-safe.
 *
 * <p>Signature Version 4: <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create
 * a signed AWS API request</a>.
 */
final class Signature {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final HexFormat HEX = HexFormat.of();
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DAY = 8;

  private final String host;
  private final String region;
  private volatile @Nullable Key last;

  private record Key(String day, AwsCredentials credentials, SecretKeySpec derived) {}

  /**
   * @param host as the header tells it
   */
  Signature(String host, String region) {
    this.host = host;
    this.region = region;
  }

  /** The head of a request at a time. */
  Head sign(AwsCredentials credentials, Instant now, String operation, byte[] body, int length) {
    try {
      String date = DATE.format(now);
      String token = credentials instanceof AwsSessionCredentials s ? s.sessionToken() : null;
      String names =
          "content-type;host;x-amz-content-sha256;x-amz-date;" + tokenName(token) + "x-amz-target";
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(body, 0, length);
      String digest = HEX.formatHex(sha256.digest());
      String canonical = canonical(operation, date, digest, token, names);
      String scope = date.substring(0, DAY) + '/' + region + "/dynamodb/aws4_request";
      String hash = HEX.formatHex(sha256.digest(utf8(canonical)));
      String text = ALGORITHM + '\n' + date + '\n' + scope + '\n' + hash;
      String signature = HEX.formatHex(mac(key(credentials, date.substring(0, DAY)), text));
      String who = credentials.accessKeyId() + '/' + scope;
      return new Head(operation, date, digest, authorization(who, names, signature), token);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without SHA-256 or HmacSHA256", e);
    }
  }

  private String canonical(
      String operation, String date, String digest, @Nullable String token, String names) {
    return "POST\n/\n\ncontent-type:"
        + Transport.CONTENT_TYPE
        + "\nhost:"
        + host
        + "\nx-amz-content-sha256:"
        + digest
        + "\nx-amz-date:"
        + date
        + (token == null ? "" : "\nx-amz-security-token:" + token)
        + "\nx-amz-target:"
        + Transport.TARGET
        + operation
        + "\n\n"
        + names
        + '\n'
        + digest;
  }

  private static String authorization(String who, String names, String signature) {
    return ALGORITHM
        + " Credential="
        + who
        + ", SignedHeaders="
        + names
        + ", Signature="
        + signature;
  }

  private static String tokenName(@Nullable String token) {
    return token == null ? "" : "x-amz-security-token;";
  }

  private SecretKeySpec key(AwsCredentials credentials, String day)
      throws GeneralSecurityException {
    Key key = last;
    if (key == null || !key.day.equals(day) || !key.credentials.equals(credentials)) {
      SecretKeySpec first = spec(utf8("AWS4" + credentials.secretAccessKey()));
      SecretKeySpec ofRegion = spec(mac(spec(mac(first, day)), region));
      key = new Key(day, credentials, spec(mac(spec(mac(ofRegion, "dynamodb")), "aws4_request")));
      last = key;
    }
    return key.derived;
  }

  private static SecretKeySpec spec(byte[] key) {
    return new SecretKeySpec(key, "HmacSHA256");
  }

  private static byte[] mac(SecretKeySpec key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(key);
    return mac.doFinal(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
