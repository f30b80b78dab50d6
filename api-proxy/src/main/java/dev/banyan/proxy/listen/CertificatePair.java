package dev.banyan.proxy.listen;

import io.vertx.core.Vertx;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Whether certificate and key belong together. The JDK takes any two, and then every handshake
 * fails; so something is signed with the one and verified with the other.
 */
public final class CertificatePair {

  /** How each kind of key signs; the names are those of the JDK's providers. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private static final byte[] SIGNED = {1, 2, 3};

  private CertificatePair() {}

  /** Why the files cannot be used, null if they can. Reads files. */
  public static @Nullable String problem(Vertx vertx, EdgeConfig edge) {
    try {
      boolean fits = false;
      for (KeyManager manager :
          Certificates.options(edge)
              .getKeyCertOptions()
              .getKeyManagerFactory(vertx)
              .getKeyManagers()) {
        fits |= manager instanceof X509KeyManager pairs && fits(pairs);
      }
      return fits
          ? null
          : "the key in %s is not that of the certificate in %s: give the two that were made together"
              .formatted(edge.key(), edge.certificate());
    } catch (Exception e) { // what Vert.x declares
      return "%s or %s is not usable PEM (%s)".formatted(edge.certificate(), edge.key(), e);
    }
  }

  private static boolean fits(X509KeyManager pairs) throws GeneralSecurityException {
    for (String kind : SIGNATURES.keySet()) {
      String[] names = pairs.getServerAliases(kind, null);
      for (String name : names == null ? List.<String>of() : List.of(names)) {
        return verifies(
            pairs.getPrivateKey(name), pairs.getCertificateChain(name)[0].getPublicKey());
      }
    }
    return false;
  }

  private static boolean verifies(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String kind = SIGNATURES.get(key.getAlgorithm());
    if (kind == null || !key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    Signature signing = Signature.getInstance(kind);
    signing.initSign(key);
    signing.update(SIGNED);
    Signature verifying = Signature.getInstance(kind);
    verifying.initVerify(certified);
    verifying.update(SIGNED);
    return verifying.verify(signing.sign());
  }
}
