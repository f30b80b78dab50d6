package dev.banyan.proxy;

import org.springframework.context.support.GenericApplicationContext;

/**
 * A context without texts in other languages: the list of all locales, with which they begin, is a
 * twentieth of the start.
 */
final class ProxyBeans extends GenericApplicationContext {

  @Override
  protected void initMessageSource() {
    // There are no texts.
  }
}
