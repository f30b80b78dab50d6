package dev.banyan.jobs.verify;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The tables that are held against documents.
 *
 * @param dynamoDb whose endpoint, region and credentials are used
 * @param withExtra whether tables are scanned for items that no document claims
 * @param large where items above 400 KB lie; null if they are not compared inside
 */
public record MappedTarget(
    DynamoDbClient dynamoDb, boolean withExtra, @Nullable LargeObjects large) {}
