package dev.banyan.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the social network; see application.yaml for what can be set. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SocialNetworkApplication {

  public static void main(String[] args) {
    SpringApplication.run(SocialNetworkApplication.class, args);
  }
}
