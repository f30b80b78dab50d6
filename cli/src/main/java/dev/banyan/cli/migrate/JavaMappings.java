package dev.banyan.cli.migrate;

import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** Mappings that are written in Java, and what is said about them, out of an operator's own jar. */
public final class JavaMappings {

  private JavaMappings() {}

  /**
   * Makes a mapping. Its class loader stays open: classes may be loaded as long as the job runs.
   *
   * @param classpath jars and directories, separated as the platform does; empty for none
   * @throws IllegalArgumentException with the remedy
   */
  public static CollectionMapping<?> load(String name, String classpath) {
    return made(name, classpath, CollectionMapping.class);
  }

  /**
   * Makes what says which items documents must have.
   *
   * @throws IllegalArgumentException with the remedy
   */
  public static CollectionExpectation expectation(String name, String classpath) {
    return made(name, classpath, CollectionExpectation.class);
  }

  private static <T> T made(String name, String classpath, Class<T> wanted) {
    Class<?> type = find(name, classpath);
    if (!wanted.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "%s is not a %s: let it implement %s"
              .formatted(name, wanted.getSimpleName(), wanted.getName()));
    }
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw new IllegalArgumentException(name + " is abstract: name a class that can be made");
    }
    return wanted.cast(made(type));
  }

  private static Class<?> find(String name, String classpath) {
    List<URL> places = new ArrayList<>();
    for (String entry : classpath.split(File.pathSeparator)) {
      if (!entry.isBlank()) {
        places.add(place(new File(entry)));
      }
    }
    ClassLoader loader =
        new URLClassLoader(places.toArray(new URL[0]), JavaMappings.class.getClassLoader());
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "there is no class %s in %s: check its package, and --classpath"
              .formatted(name, classpath.isEmpty() ? "the command itself" : classpath));
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "class %s cannot be loaded: %s; everything that it needs belongs into --classpath, compiled for Java %d or older"
              .formatted(name, e, Runtime.version().feature()));
    }
  }

  private static URL place(File entry) {
    if (!entry.exists()) {
      throw new IllegalArgumentException("--classpath names " + entry + ", which does not exist");
    }
    try {
      return entry.toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("--classpath names " + entry + ", which is no place", e);
    }
  }

  private static Object made(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException(
          "%s has no public constructor without parameters, or is not public: give it one"
              .formatted(type.getName()));
    } catch (InstantiationException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made: " + e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made: " + e.getCause(), e);
    }
  }
}
