package dev.banyan.sample.web;

import java.util.Map;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.WebRequest;

/** The same shape for errors that no controller sees, such as a request the firewall refuses. */
@Component
class PlainErrorAttributes extends DefaultErrorAttributes {

  @Override
  public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
    Object reason = super.getErrorAttributes(request, options).get("error");
    return Map.of("error", reason == null ? "error" : reason);
  }
}
