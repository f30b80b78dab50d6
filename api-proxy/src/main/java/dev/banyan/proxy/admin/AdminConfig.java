package dev.banyan.proxy.admin;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operators' listener.
 *
 * @param host address to bind; loopback unless changed
 * @param port to bind; 0 for any that is free
 * @param token what operators must show; empty to have one made
 * @param tokenFile where a token that was made is written, readable by its owner only
 */
public record AdminConfig(
    @DefaultValue("127.0.0.1") String host,
    @DefaultValue("8089") int port,
    @DefaultValue("") String token,
    @DefaultValue(".banyan/proxy-admin-token") String tokenFile) {

  @Override
  public String toString() {
    return "AdminConfig[host=%s, port=%d, token=***, tokenFile=%s]"
        .formatted(host, port, tokenFile);
  }
}
