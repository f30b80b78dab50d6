package dev.banyan.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostTextsTest {

  private static final String XML =
      """
      \ufeff<?xml version="1.0" encoding="utf-8"?>
      <!DOCTYPE posts SYSTEM 'posts.dtd'>
      <posts>
        <row Id="1" Body="&lt;p&gt;Grüße &amp;amp; more&lt;/p&gt;&#xA;&lt;p&gt;a &amp;lt; b&lt;/p&gt;" />
        <row Id="2" PostTypeId="5" />
        <row Id="3" Body="&lt;p&gt;&lt;/p&gt;" />
        <row Id="4" Body="second" />
      </posts>
      """;

  @TempDir private Path folder;

  @Test
  void stackExchange_givesThePlainTextOfBodies() throws IOException {
    assertThat(texts(PostTexts.stackExchange(file("Posts.xml", XML.getBytes(UTF_8)))))
        .containsExactly("Grüße & more a < b", "second");
  }

  @Test
  void stackExchange_readsGzip() throws IOException {
    byte[] gzip = Gzip.of(XML.getBytes(UTF_8));

    assertThat(texts(PostTexts.stackExchange(file("Posts.xml.gz", gzip)))).hasSize(2);
  }

  @Test
  void stackExchange_saysWhereGzipIsCutOff() throws IOException {
    var xml = new StringBuilder("<posts>\n");
    for (int i = 0; i < 5000; i++) {
      xml.append("<row Body=\"text ").append(i * 7919L).append("\"/>\n");
    }
    byte[] gzip = Gzip.of(xml.append("</posts>").toString().getBytes(UTF_8));

    assertFails(
        file("cut.xml.gz", Arrays.copyOf(gzip, gzip.length / 2)), "truncated gzip", "after line ");
  }

  @Test
  void stackExchange_namesTheLineThatIsNotXml() throws IOException {
    assertFails(
        file("bad.xml", "<posts>\n<row Body=\"x\"/>\n<row Body=>\n".getBytes(UTF_8)),
        "bad.xml is not XML at line 3");
    assertFails(file("text.xml", "hello".getBytes(UTF_8)), "is not XML at line 1");
    assertFails(file("cut.xml", "<posts>\n<row Body=\"x\"/>\n".getBytes(UTF_8)), "is not XML");
  }

  @Test
  void stackExchange_readsNoExternalEntity() throws IOException {
    Path secret = file("secret.txt", "the secret".getBytes(UTF_8));
    String xml =
        "<!DOCTYPE posts [<!ENTITY x SYSTEM \"%s\">]>\n<posts><row Body=\"a\"/>&x;</posts>"
            .formatted(secret.toUri());
    Path file = file("xxe.xml", xml.getBytes(UTF_8));

    var texts = new ArrayList<String>();
    try {
      PostTexts.stackExchange(file).forEach(texts::add);
    } catch (InputException e) {
      assertThat(e).hasMessageContaining("is not XML");
    }
    assertThat(texts).containsExactly("a");
  }

  @Test
  void stackExchange_refusesOtherXml() throws IOException {
    assertFails(file("users.xml", "<users><row Id='1'/></users>".getBytes(UTF_8)), "no row with a");
    assertFails(folder.resolve("none.xml"), "does not exist");
  }

  @Test
  void generated_has256CharactersOnAverageAndRepeatsItself() {
    List<String> texts = texts(PostTexts.generated(4000, 9));

    double mean = texts.stream().mapToInt(String::length).average().orElseThrow();
    assertThat(mean).isBetween(250.0, 262.0);
    assertThat(texts(PostTexts.generated(4000, 9))).isEqualTo(texts);
    assertThat(texts).allMatch(text -> text.matches("[a-z .]+"));
  }

  @Test
  void plain_decodesEntitiesAndDropsTags() {
    assertThat(HtmlText.plain("<p class=\"a\">x&nbsp;&#39;y&#x27; &ldquo;z&rdquo;<br/>w</p>"))
        .isEqualTo("x 'y' \u201cz\u201d w");
    assertThat(HtmlText.plain("1 < 2 & 3 &unknown; &#0; &#xD800; &#99999999999; &; <!-- <b> -->!"))
        .isEqualTo("1 < 2 & 3 &unknown; &#0; &#xD800; &#99999999999; &; !");
    assertThat(HtmlText.plain("cut <a href")).isEqualTo("cut");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static List<String> texts(PostTexts source) {
    var texts = new ArrayList<String>();
    source.forEach(texts::add);
    return texts;
  }

  private static void assertFails(Path file, String... parts) {
    assertThatThrownBy(() -> texts(PostTexts.stackExchange(file)))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(parts);
  }
}
