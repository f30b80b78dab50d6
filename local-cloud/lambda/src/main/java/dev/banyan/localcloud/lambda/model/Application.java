package dev.banyan.localcloud.lambda.model;

import java.util.List;

/**
 * Everything of a template that can run on this machine.
 *
 * @param ignored what was left out, as {@code logicalId (type)}
 */
public record Application(
    List<TableDefinition> tables,
    List<StreamDefinition> streams,
    List<QueueDefinition> queues,
    List<FunctionDefinition> functions,
    List<String> ignored) {

  public Application {
    tables = List.copyOf(tables);
    streams = List.copyOf(streams);
    queues = List.copyOf(queues);
    functions = List.copyOf(functions);
    ignored = List.copyOf(ignored);
  }
}
