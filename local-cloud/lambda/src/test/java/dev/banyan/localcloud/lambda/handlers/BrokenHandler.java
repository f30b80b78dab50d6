package dev.banyan.localcloud.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Cannot be initialised. */
public final class BrokenHandler implements RequestHandler<Object, Object> {

  public BrokenHandler() {
    throw new IllegalStateException("no database password");
  }

  @Override
  public Object handleRequest(Object event, Context context) {
    return "";
  }
}
