package dev.banyan.localcloud.wire;

import java.util.concurrent.CompletionStage;

/**
 * A service behind {@link AwsServer}.
 *
 * <p>Called from several event loops at once; must not block. An {@link AwsException} may be thrown
 * or complete the stage; any other exception becomes HTTP 500.
 */
@FunctionalInterface
public interface AwsService {

  CompletionStage<AwsAnswer> answer(AwsCall call);
}
