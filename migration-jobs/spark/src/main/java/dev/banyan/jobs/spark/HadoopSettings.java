package dev.banyan.jobs.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * The {@code spark.hadoop.*} settings of the driver, for file systems on executors: Spark hands
 * them only to its own readers and writers.
 */
record HadoopSettings(Map<String, String> values) implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "spark.hadoop.";

  HadoopSettings {
    values = Map.copyOf(values);
  }

  static HadoopSettings of(SparkConf spark) {
    Map<String, String> values = new HashMap<>();
    for (Tuple2<String, String> setting : spark.getAllWithPrefix(PREFIX)) {
      values.put(setting._1(), setting._2());
    }
    return new HadoopSettings(values);
  }

  /** These over what the class path's {@code core-site.xml} says. */
  Configuration configuration() {
    Configuration configuration = new Configuration();
    values.forEach(configuration::set);
    return configuration;
  }
}
