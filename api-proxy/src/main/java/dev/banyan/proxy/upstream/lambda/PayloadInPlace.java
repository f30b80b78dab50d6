package dev.banyan.proxy.upstream.lambda;

import java.util.Optional;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/**
 * Has the SDK send a payload from the array that it is in. By itself it copies it into one that
 * grows, and then into another, which it keeps until the answer is there. Thread-safe.
 */
final class PayloadInPlace implements ExecutionInterceptor {

  @Override
  public Optional<AsyncRequestBody> modifyAsyncHttpContent(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    return context.request() instanceof InvokeRequest invocation
        ? Optional.of(AsyncRequestBody.fromBytesUnsafe(invocation.payload().asByteArrayUnsafe()))
        : context.asyncRequestBody();
  }
}
