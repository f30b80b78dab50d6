package dev.banyan.stream.testkit;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;

/** An invocation with a given time left. */
public record TestContext(int getRemainingTimeInMillis) implements Context {

  public static final TestContext PLENTY = new TestContext(60_000);

  @Override
  public String getAwsRequestId() {
    return "request-1";
  }

  @Override
  public String getLogGroupName() {
    return "group";
  }

  @Override
  public String getLogStreamName() {
    return "stream";
  }

  @Override
  public String getFunctionName() {
    return "function-under-test";
  }

  @Override
  public String getFunctionVersion() {
    return "1";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:us-east-1:000000000000:function:function-under-test";
  }

  @Override
  public CognitoIdentity getIdentity() {
    throw new IllegalStateException("no test needs an identity");
  }

  @Override
  public ClientContext getClientContext() {
    throw new IllegalStateException("no test needs a client context");
  }

  @Override
  public int getMemoryLimitInMB() {
    return 512;
  }

  @Override
  public LambdaLogger getLogger() {
    throw new IllegalStateException("functions log to standard output");
  }
}
