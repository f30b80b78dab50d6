package dev.banyan.cli.stack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;

/**
 * Where the parts of a run listen.
 *
 * @param mongoUri connection string; credentials inside, if any, are never printed
 * @param dynamoDb endpoint of DynamoDB and DynamoDB Streams
 * @param kinesis endpoint of Kinesis
 * @param sqs endpoint of SQS
 * @param httpApi where the functions answer
 * @param monolith where the monolith answers
 * @param proxy where clients send their requests
 * @param proxyAdmin the proxy's status
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Endpoints(
    String mongoUri,
    URI dynamoDb,
    URI kinesis,
    URI sqs,
    URI httpApi,
    URI monolith,
    URI proxy,
    URI proxyAdmin) {}
