package dev.banyan.localcloud.lambda.model;

/**
 * Names of things as AWS builds them, with the local account.
 *
 * @param sqsEndpoint what a queue's URL starts with
 */
public record Arns(String region, String accountId, String sqsEndpoint) {

  public static String nameProperty(String type) {
    return switch (type) {
      case "AWS::Serverless::Function" -> "FunctionName";
      case "AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable" -> "TableName";
      case "AWS::SQS::Queue" -> "QueueName";
      default -> "Name";
    };
  }

  public String function(String name) {
    return arn("lambda", "function:" + name);
  }

  public String stream(String name) {
    return arn("kinesis", "stream/" + name);
  }

  public String queue(String name) {
    return arn("sqs", name);
  }

  public String queueUrl(String name) {
    return sqsEndpoint + "/" + accountId + "/" + name;
  }

  private String table(String name) {
    return arn("dynamodb", "table/" + name);
  }

  private String arn(String service, String rest) {
    return "arn:aws:" + service + ":" + region + ":" + accountId + ":" + rest;
  }

  /** What {@code Fn::GetAtt} gives; of resources that are not run here, a name that says so. */
  public String attribute(String type, String name, String attribute) {
    return switch (type + " " + attribute) {
      case "AWS::Serverless::Function Arn" -> function(name);
      case "AWS::DynamoDB::Table Arn", "AWS::Serverless::SimpleTable Arn" -> table(name);
      case "AWS::DynamoDB::Table StreamArn" -> table(name) + "/stream/latest";
      case "AWS::Kinesis::Stream Arn" -> stream(name);
      case "AWS::SQS::Queue Arn" -> queue(name);
      case "AWS::SQS::Queue QueueName" -> name;
      case "AWS::SQS::Queue QueueUrl" -> queueUrl(name);
      default -> arn("local", name + "/" + attribute);
    };
  }
}
