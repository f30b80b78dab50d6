package dev.banyan.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Streams the {@code Body} of each {@code row}; neither a DTD nor an entity of it is read. */
final class StackExchangeTexts implements PostTexts {

  private final InputFile file;

  StackExchangeTexts(InputFile file) {
    this.file = file;
  }

  @Override
  public void forEach(Consumer<String> consumer) {
    int line = 1;
    int texts = 0;
    try (InputStream in = file.open()) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      try {
        while (xml.hasNext()) {
          if (xml.next() == XMLStreamConstants.START_ELEMENT && give(xml, consumer)) {
            texts++;
          }
          line = xml.getLocation().getLineNumber();
        }
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw failure(e, line);
    } catch (IOException e) {
      throw file.failure(e, "after line " + line);
    }
    if (texts == 0) {
      throw new InputException(
          file.path() + " has no row with a Body: a Stack Exchange Posts.xml is expected.");
    }
  }

  private static boolean give(XMLStreamReader xml, Consumer<String> consumer) {
    String body = xml.getLocalName().equals("row") ? xml.getAttributeValue(null, "Body") : null;
    String text = body == null ? "" : HtmlText.plain(body);
    if (text.isEmpty()) {
      return false;
    }
    consumer.accept(text);
    return true;
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not read: " + systemId);
        });
    return factory;
  }

  private InputException failure(XMLStreamException e, int lastLine) {
    if (e.getNestedException() instanceof IOException io) {
      return file.failure(io, "after line " + lastLine);
    }
    int line = e.getLocation() == null ? lastLine : e.getLocation().getLineNumber();
    String reason = String.valueOf(e.getMessage()).replaceAll("(?s).*\\nMessage: ", "");
    return new InputException(
        file.path() + " is not XML at line " + line + " (" + reason + ").", e);
  }
}
