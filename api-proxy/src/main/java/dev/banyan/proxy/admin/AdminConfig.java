package dev.banyan.proxy.admin;

/**
 * The operators' listener.
 *
 * @param host address to bind; loopback unless changed
 * @param port to bind; 0 for any that is free
 * @param token what operators must show; empty to have one made
 * @param tokenFile where a token that was made is written, readable by its owner only
 */
public record AdminConfig(String host, int port, String token, String tokenFile) {

  /** Port 8089 of the loopback, a token that is made, {@code .banyan/proxy-admin-token}. */
  public static final AdminConfig DEFAULT =
      new AdminConfig("127.0.0.1", 8089, "", ".banyan/proxy-admin-token");

  public AdminConfig {
    if (!token.isBlank() && token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "admin.token must be visible characters of ASCII: with a blank, a line's end or any other"
              + " in it nobody could show it in a header");
    }
  }

  @Override
  public String toString() {
    return "AdminConfig[host=%s, port=%d, token=***, tokenFile=%s]"
        .formatted(host, port, tokenFile);
  }
}
