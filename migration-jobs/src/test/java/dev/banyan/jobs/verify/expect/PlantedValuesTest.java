package dev.banyan.jobs.verify.expect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small ways in which one attribute may be wrong; each must be seen, at its path. */
final class PlantedValuesTest {

  private static final Instant LATEST = Instant.parse("2030-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final CompiledMapping MAPPING =
      MappingFile.parse(
              "m.yaml",
              """
              collection: c
              table: t
              partition: {attribute: pk, value: "{_id:int32}"}
              sort: {attribute: sk, value: "S#{text}"}
              order: keep
              types: {tags: stringSet, nums: numberSet, blobs: binarySet, summer: isoDate, price: number}
              ttl: {attribute: expires, path: at, plus: 1d}
              set: {gsi: "{text}", kind: order, fixed: {constant: 7}}
              indexes: [{name: i, partition: gsi}]
              """)
          .mappings()
          .get(0);

  private static final RawBsonDocument DOCUMENT =
      RawBsonDocument.parse(
          """
          {_id: 1, _banyan: {v: "0000000009.0000000001.00000"}, text: "abc", "int": 1, "long": {$numberLong: "9007199254740993"},
           real: {$numberDouble: "1.5"}, zero: {$numberDouble: "0.0"}, nan: {$numberDouble: "NaN"},
           decimal: {$numberDecimal: "1.50"}, exponent: {$numberDecimal: "1E+3"}, minus: {$numberDecimal: "-0"},
           price: {$numberDecimal: "10.00"}, digits: "1", empty: [], none: {}, blank: "", list: [1, null, "x"],
           tags: ["a", "b"], nums: [1, 2.5], blobs: [{$binary: {base64: "AQ==", subType: "00"}}, {$binary: {base64: "Ag==", subType: "00"}}],
           data: {$binary: {base64: "AQID", subType: "05"}}, plain: {$binary: {base64: "AQID", subType: "00"}},
           uuid: {$binary: {base64: "AQIDBAUGBwgJCgsMDQ4PEA==", subType: "04"}},
           date: {$date: "2026-03-29T00:59:59.999Z"}, summer: {$date: "2026-03-29T01:00:00.000Z"}, at: {$date: "2026-01-01T00:00:00Z"},
           accent: "caf\u00e9", nested: {a: 1, b: {c: null}, d: 2}, flag: true, nothing: null,
           stamp: {$timestamp: {t: 1, i: 2}}, regex: {$regularExpression: {pattern: "a", options: "i"}},
           oid: {$oid: "507f1f77bcf86cd799439011"}, least: {$minKey: 1}, code: {$code: "f()"}, password: "geheim"}
          """);

  private static ObjectNode item() throws IOException {
    byte[][] json = new byte[1][];
    MAPPING
        .encoder()
        .encode(
            DOCUMENT,
            new SourceVersion(9, 1, 0),
            item ->
                json[0] =
                    Arrays.copyOfRange(item.array(), item.offset(), item.offset() + item.length()));
    return (ObjectNode) JSON.readTree(json[0]);
  }

  private static List<ItemDiff.Place> places(ObjectNode item) throws IOException {
    ExpectedItem expected = new ExpectedItems(MAPPING.spec()).of(DOCUMENT).items().get(0);
    return ItemDiff.between(expected, FoundItems.parse(JSON.writeValueAsBytes(item)), LATEST);
  }

  @Test
  void between_findsNothingInWhatWasEncoded() throws IOException {
    assertThat(places(item())).isEmpty();
  }

  /** At a pointer, other JSON; none for something that is not there any more. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "/int | {'N':'2'} | int",
        "/int | {'N':'1.5'} | int",
        "/int | {'S':'1'} | int",
        "/int | {'M':{'$numberLong':{'N':'1'}}} | int",
        "/int | {'M':{'$numberDouble':{'N':'1'}}} | int",
        "/int | {'BOOL':true} | int",
        "/int | | int",
        "/digits | {'N':'1'} | digits",
        "/long | {'N':'9007199254740993'} | long",
        "/long/M/$numberLong | {'N':'9007199254740992'} | long.$numberLong",
        "/real/M/$numberDouble | {'N':'1.5000000000000002'} | real.$numberDouble",
        "/real/M/$numberDouble | {'S':'1.5'} | real.$numberDouble",
        "/real | {'N':'1.5'} | real",
        "/zero/M/$numberDouble | {'S':'-0.0'} | zero.$numberDouble",
        "/zero | {'N':'0'} | zero",
        "/nan/M/$numberDouble | {'S':'Infinity'} | nan.$numberDouble",
        "/nan/M/$numberDouble | {'S':'0xfff8000000000000'} | nan.$numberDouble",
        "/nan | {'NULL':true} | nan",
        "/decimal/M/$numberDecimal | {'S':'1.5'} | decimal.$numberDecimal",
        "/decimal/M/$numberDecimal | {'S':'1.500'} | decimal.$numberDecimal",
        "/exponent/M/$numberDecimal | {'S':'1000'} | exponent.$numberDecimal",
        "/exponent/M/$numberDecimal | {'S':'1E+4'} | exponent.$numberDecimal",
        "/minus/M/$numberDecimal | {'S':'0'} | minus.$numberDecimal",
        "/price | {'N':'10.01'} | price",
        "/price | {'S':'10'} | price",
        "/empty | | empty",
        "/empty | {'NULL':true} | empty",
        "/empty | {'M':{}} | empty",
        "/none | | none",
        "/none | {'L':[]} | none",
        "/blank | | blank",
        "/blank | {'NULL':true} | blank",
        "/blank | {'S':' '} | blank",
        "/list | {'L':[{'N':'1'},{'S':'x'}]} | list.1",
        "/list | {'L':[{'N':'1'},{'S':'x'},{'NULL':true}]} | list.1",
        "/list | {'L':[{'N':'1'},{'NULL':true}]} | list.2",
        "/list | {'L':[{'N':'1'},{'NULL':true},{'S':'x'},{'S':'x'}]} | list.3",
        "/tags | {'SS':['a']} | tags",
        "/tags | {'SS':['a','b','c']} | tags",
        "/tags | {'SS':['a','B']} | tags",
        "/tags | {'L':[{'S':'a'},{'S':'b'}]} | tags",
        "/tags | | tags",
        "/nums | {'NS':['1']} | nums",
        "/nums | {'NS':['1','2']} | nums",
        "/nums | {'SS':['1','2.5']} | nums",
        "/blobs | {'BS':['AQ==']} | blobs",
        "/blobs | {'BS':['AQ==','Aw==']} | blobs",
        "/data/M/$binary/M/subType | {'N':'0'} | data.$binary.subType",
        "/data/M/$binary/M/bytes | {'B':'AQI='} | data.$binary.bytes",
        "/plain | {'B':'AQIC'} | plain",
        "/plain | {'S':'AQID'} | plain",
        "/uuid | {'S':'01020304-0506-0708-090a-0b0c0d0e0f10'} | uuid",
        "/date/M/$date | {'N':'1774745999998'} | date.$date",
        "/date/M/$date | {'N':'1774745999'} | date.$date",
        "/date | {'S':'2026-03-29T00:59:59.999Z'} | date",
        "/summer | {'S':'2026-03-29T02:00:00.000Z'} | summer",
        "/summer | {'S':'2026-03-29T01:00:00.000+00:00'} | summer",
        "/summer | {'S':'2026-03-29T01:00:00Z'} | summer",
        "/accent | {'S':'cafe\u0301'} | accent",
        "/accent | {'S':'caf\u00e9 '} | accent",
        "/accent | {'S':'caf\u00e9\u200b'} | accent",
        "/accent | {'S':'cafe'} | accent",
        "/nested/M/b/M/c | | nested.b.c",
        "/nested/M/b/M/c | {'S':''} | nested.b.c",
        "/nested/M/b | {'NULL':true} | nested.b",
        "/nested/M/e | {'N':'1'} | nested.e",
        "/nested/M/$order | {'L':[{'S':'b'},{'S':'a'},{'S':'d'}]} | nested.$order.0",
        "/nested/M/$order | | nested.$order",
        "/$order | | $order",
        "/flag | {'BOOL':false} | flag",
        "/flag | {'S':'true'} | flag",
        "/nothing | {'BOOL':false} | nothing",
        "/nothing | | nothing",
        "/stamp/M/$timestamp/M/i | {'N':'3'} | stamp.$timestamp.i",
        "/regex/M/$regularExpression/M/options | {'S':''} | regex.$regularExpression.options",
        "/oid/M/$oid | {'S':'507f1f77bcf86cd799439012'} | oid.$oid",
        "/oid | {'S':'507f1f77bcf86cd799439011'} | oid",
        "/least | {'M':{'$maxKey':{'N':'1'}}} | least.$minKey",
        "/code | {'S':'f()'} | code",
        "/more | {'S':''} | more",
        "/expires | {'N':'1767311999'} | expires",
        "/expires | {'S':'1767312000'} | expires",
        "/expires | | expires",
        "/gsi | {'S':'abd'} | gsi",
        "/gsi | | gsi",
        "/kind | {'S':'Order'} | kind",
        "/fixed | {'N':'7.1'} | fixed",
        "/pk | {'S':'1 '} | pk",
        "/sk | {'S':'S#ab'} | sk",
        "/v | {'S':'1'} | v",
        "/v | {'S':'0000000008.0000000001.00000'} | v",
        "/v | {'S':'2000000000.0000000001.00000'} | v",
        "/v | {'N':'9'} | v",
        "/v | | v",
        "/origin | {'S':'backup'} | origin",
        "/password | {'S':'other'} | password"
      })
  void between_finds(String pointer, String json, String path) throws IOException {
    ObjectNode item = item();
    int slash = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) item.at(pointer.substring(0, slash));
    String name = pointer.substring(slash + 1);
    if (json == null) {
      assertThat(parent.remove(name)).as("was there").isNotNull();
    } else {
      parent.set(name, JSON.readTree(json.replace('\'', '"')));
    }

    assertThat(places(item)).extracting(ItemDiff.Place::path).contains(path);
    assertThat(places(item).toString()).doesNotContain("geheim");
  }
}
