using System.Text;
using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Backends;

public sealed class KeyFileTests
{
    private readonly List<SkippedValue> _skipped = [];

    // YAML scalars: expectations follow the recorded scenario file-yaml-types and the rules in resolve.go of yaml.v3.
    [Theory]
    [InlineData("42", "42")]
    [InlineData("-7", "-7")]
    [InlineData("+12", "12")]
    [InlineData("-0", "0")]
    [InlineData("0o17", "15")]
    [InlineData("0755", "493")]
    [InlineData("-0755", "-493")]
    [InlineData("08", "8")]
    [InlineData("0xff", "255")]
    [InlineData("-0xFF", "-255")]
    [InlineData("0b101", "5")]
    [InlineData("1_000", "1000")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("-9223372036854775809", "-9223372036854776000")]
    [InlineData("123456789012345678901234567890", "123456789012345680000000000000")]
    [InlineData("0x1ffffffffffffffffff", "0x1ffffffffffffffffff")]
    [InlineData("3.14", "3.14")]
    [InlineData("3.0", "3")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1.5e10", "15000000000")]
    [InlineData("1e-9", "0.000000001")]
    [InlineData("-1.25E-7", "-0.000000125")]
    [InlineData("2.98023223876953125e-8", "0.000000029802322387695312")]
    [InlineData("1e21", "1000000000000000000000")]
    [InlineData("1e400", "1e400")]
    [InlineData(".inf", "+Inf")]
    [InlineData("-.Inf", "-Inf")]
    [InlineData(".NaN", "NaN")]
    [InlineData("true", "true")]
    [InlineData("True", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("tRue", "tRue")]
    [InlineData("yes", "yes")]
    [InlineData("on", "on")]
    [InlineData("\"42\"", "42")]
    [InlineData("'true'", "true")]
    [InlineData("\"\"", "")]
    [InlineData("!!str 007", "007")]
    [InlineData("!!int '0x10'", "16")]
    [InlineData("!!float 3", "3")]
    [InlineData("!!binary aGVsbG8=", "hello")]
    [InlineData("!own 0x10", "0x10")]
    [InlineData("2024-13-01", "2024-13-01")]
    [InlineData("2024-1-2 3:4", "2024-1-2 3:4")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("- 1", null)]
    [InlineData("-", null)]
    public void Read_YamlScalar_HasTheTextOfTheOriginal(string yaml, string? expected)
    {
        if (expected is not null)
        {
            Read($"k: {yaml}\n", "f.yaml")["/k"].ShouldBe(expected);
        }
        else
        {
            Should.Throw<KeyBackendException>(() => Read($"k: {yaml}\n", "f.yaml"));
        }
    }

    [Theory]
    [InlineData("k:")]
    [InlineData("k: ~")]
    [InlineData("k: Null")]
    [InlineData("k: []")]
    [InlineData("k: {}")]
    [InlineData("k: !!null ''")]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    public void Read_YamlWithoutValue_GivesNoKey(string yaml)
    {
        Read(yaml, "f.yaml").ShouldBeEmpty();
        _skipped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2024-01-02", "2024-01-02", "a date")]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z", "a date")]
    [InlineData("2024-1-2 3:4:5.5", "2024-1-2 3:4:5.5", "a date")]
    [InlineData("2000-02-29", "2000-02-29", "a date")]
    [InlineData("18446744073709551615", "18446744073709551615", "an integer above 9223372036854775807")]
    [InlineData("0xffffffffffffffff", "18446744073709551615", "an integer above 9223372036854775807")]
    public void Read_YamlScalarThatTheOriginalDrops_IsSkippedWithAWarningOrKept(string yaml, string kept, string description)
    {
        Read($"a:\n  k: {yaml}\n", "f.yaml").ShouldBeEmpty();
        _skipped.ShouldBe([new SkippedValue("/a/k", "f.yaml", 2, $"{description}; put it in quotes")]);

        Read($"k: {yaml}\n", "f.yaml", UnsupportedScalars.Keep)["/k"].ShouldBe(kept);
        _skipped.Count.ShouldBe(1);
    }

    [Fact]
    public void Read_YamlBlockScalars_KeepTheirLines()
    {
        var values = Read("lit: |\n  l1\n  l2\nfold: >-\n  a\n  b\nkeep: |+\n  x\n\nend: 1\n", "f.yaml");

        values["/lit"].ShouldBe("l1\nl2\n");
        values["/fold"].ShouldBe("a b");
        values["/keep"].ShouldBe("x\n\n");
    }

    [Fact]
    public void Read_YamlBinary_KeepsBytesThatAreNotText()
    {
        var keyFile = new KeyFile(UnsupportedScalars.Skip, _skipped.Add);

        keyFile.Read("k: !!binary |\n  /wAB\n  gA==\n"u8, "f.yaml")["/k"].ToArray().ShouldBe([0xFF, 0x00, 0x01, 0x80]);
    }

    [Fact]
    public void Read_YamlKeysThatAreNotText_CountAsTheirText()
    {
        var values = Read("a: {1: one, two: 2}\nb: {true: x, 0x10: y, 1.50: z, ~: n}\n", "f.yaml");

        values.Keys.ShouldBe(["/a/1", "/a/two", "/b/true", "/b/0x10", "/b/1.50", "/b/~"]);
    }

    [Fact]
    public void Read_YamlAliasesAndMergeKeys_AreResolved()
    {
        const string Yaml = """
            base: &base {x: 1, y: 2}
            other: &other {y: 3, z: 3}
            one:
              y: own
              <<: *base
            two:
              <<: [*base, *other]
            list: &l [1, 2]
            again: *l
            quoted: {"<<": text}
            """;

        var values = Read(Yaml, "f.yaml");

        values["/one/x"].ShouldBe("1");
        values["/one/y"].ShouldBe("own");
        (values["/two/x"], values["/two/y"], values["/two/z"]).ShouldBe(("1", "2", "3"));
        (values["/again/0"], values["/again/1"]).ShouldBe(("1", "2"));
        values["/quoted/<<"].ShouldBe("text");
    }

    // What libyaml 0.2.5 reads these as.
    [Theory]
    [InlineData("x: y\nd: |\n    \n  \n    f\nz: 1\n", "/x=y|/d=\n\nf\n|/z=1")]
    [InlineData("d: |\r\n  \r\n  f\r\n", "/d=\nf\n")]
    [InlineData("x: y\na: [\nb,\nc\n]\nz: 1\n", "/x=y|/a/0=b|/a/1=c|/z=1")]
    [InlineData("l:\n  - a: {\n b: c,\nd: e}\n    f: g\n", "/l/0/a/b=c|/l/0/a/d=e|/l/0/f=g")]
    [InlineData("pem: \"BEGIN\nabc\n\n  def\nEND\"\nz: 1\n", "/pem=BEGIN abc\ndef END|/z=1")]
    [InlineData("{\n\"a\": 1,\n\"b\": [\n2\n]\n}\n", "/a=1|/b/0=2")]
    [InlineData("a:\n  m: [\n  [1, 2],\n[[3]],\n {b: {\n  c: 4}}\n  ]\n", "/a/m/0/0=1|/a/m/0/1=2|/a/m/1/0/0=3|/a/m/2/b/c=4")]
    [InlineData("a:\n  b: {c: 1, d:\n [e, f]}\n", "/a/b/c=1|/a/b/d/0=e|/a/b/d/1=f")]
    [InlineData("a: b\t# c\n", "/a=b")]
    [InlineData("a:\tb\nc: [\n\td,\n\te ]\n", "/a=b|/c/0=d|/c/1=e")]
    [InlineData("--- \t# x\na: \"b\n\tc\"\n# \td\ne: f\n", "/a=b c|/e=f")]
    [InlineData("a: |\n  x\n  \ty\nb: 1\n...\n\tz: 1\n", "/a=x\n\ty\n|/b=1")]
    [InlineData("a: \"x\uFEFF\uE000\U0001F600\"\n", "/a=x\uFEFF\uE000\U0001F600")]
    [InlineData("a:\n  b: |\n    \n  c: 80\n", "/a/b=|/a/c=80")]
    [InlineData("a: >-\n    \n  \nb: 1\n", "/a=|/b=1")]
    [InlineData("a: >2\n  \nb: 1\n", "/a=|/b=1")]
    [InlineData("a: |+ # text: | here\r\n    \r\n  \r\nb: 1", "/a=\n\n|/b=1")]
    [InlineData("l:\n- |\n    \n- x\n- a: |-\n      \n  b: |\n      \n", "/l/0=|/l/1=x|/l/2/a=|/l/2/b=")]
    [InlineData("a: |\n    \n  # comment\nb: 1", "/a=|/b=1")]
    [InlineData("a: |\n  \n    x\nb: |\n    \n", "/a=\nx\n|/b=")]
    [InlineData("a: |\n  \n", "/a=")]
    public void Read_LenientYamlLayout_IsReadAsTheOriginalReadsIt(string yaml, string expected) =>
        string.Join('|', Read(yaml, "f.yaml").Select(entry => $"{entry.Key}={entry.Value}")).ShouldBe(expected);

    // Of each the library would stop at every line.
    [Theory]
    [InlineData("[\n", "x,\n", "]", "/a/2999=x")]
    [InlineData("[\n", "{n: 'don''t [', s: don't},\n", "]", "/a/2999/n=don't [|/a/2999/s=don't")]
    [InlineData("[\n", "\"]\\\" \",  # ]\n", "]", "/a/2999=]\" ")]
    [InlineData("\"", "x\n", "\"", "/a=x x")]
    [InlineData("\"", "\\\"\\\\\n", "\"", "/a=\"\\ \"\\")]
    public void Read_ThousandsOfUnderindentedLines_AreReadInAFewPasses(string start, string line, string end, string expected)
    {
        var text = $"b: 1\na: {start}{string.Concat(Enumerable.Repeat(line, 3000))}{end}\nc: 2\n";

        var read = Read(text, "f.yaml");

        read["/c"].ShouldBe("2");
        foreach (var entry in expected.Split('|'))
        {
            var key = entry[..entry.IndexOf('=', StringComparison.Ordinal)];
            read[key].ShouldStartWith(entry[(key.Length + 1)..]);
        }
    }

    [Theory]
    [InlineData("a: b\nc: [d\ne: f\n")]
    [InlineData("a:\n  - x\n b: c\n")]
    [InlineData("a: \"x\ny\n")]
    [InlineData("a: |\n      \n  x\n y: z\nb\n")]
    [InlineData("a: b\n  c: d\n")]
    [InlineData("a: |\n    \n  x\nb: 1")]
    [InlineData("a: >\n    \n  x: 1\nb: 1")]
    public void Read_BrokenYamlLayout_StaysAnErrorWithALine(string yaml) =>
        Should.Throw<KeyBackendException>(() => Read(yaml, "f.yaml")).Message.ShouldContain(": yaml: line ");

    [Fact]
    public void Read_SeveralYamlDocuments_ReadsTheFirst() => Read("a: 1\n---\nb: [\n", "f.yaml").Keys.ShouldBe(["/a"]);

    [Theory]
    [InlineData("{\n\t\"a\": {\n\t\t\"b\": \"x\"\n\t}\n}\n", "/a/b=x")]
    [InlineData("a:\n  b: [\n\t\"x\",\n\t]\n", "/a/b/0=x")]
    [InlineData("{\r\n\t\"a\": [\r\n\t\t\"b\"\r\n\t]\r\n}\r\n", "/a/0=b")]
    [InlineData("f: {\n\t\"a\": [\n\t\t\"b\" # c\n\t]\n}\ng: 1\n", "/f/a/0=b /g=1")]
    [InlineData("{\n\t\"a\": {\"b\":\"x\"}\n\t}\n", "/a/b=x")]
    public void Read_TabsBeforeClosingBrackets_AreWhiteSpace(string yaml, string expected) =>
        string.Join(' ', Read(yaml, "f.yaml").Select(key => $"{key.Key}={key.Value}")).ShouldBe(expected);

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "mapping key \"a\" already defined at line 1")]
    [InlineData("a: 1\n'a': 3\n", "mapping key \"a\" already defined at line 1")]
    [InlineData("- a\n- b\n", "line 1: the root of the document must be a mapping")]
    [InlineData("just text\n", "line 1: the root of the document must be a mapping")]
    [InlineData("a: *nowhere\n", "unknown anchor 'nowhere' referenced")]
    [InlineData("a: &a [*a]\n", "anchor 'a' value contains itself")]
    [InlineData("a: !!int secret\n", "line 1: cannot decode this value as a !!int")]
    [InlineData("a: !!binary '***'\n", "line 1: !!binary value contains invalid base64 data")]
    [InlineData("l: &l [{a: 1}]\nm: {<<: *l}\n", "line 2: map merge requires map or sequence of maps as the value")]
    [InlineData("a: !!]int 3\n", "line 1: Global tags must be valid URIs.")]
    [InlineData("f: [a]\n\tg: 1\n", "line ")]
    [InlineData("f: {a: 1}\n\t\n", "line ")]
    [InlineData("a: 1\n<<: text\n", "line 2: map merge requires map or sequence of maps as the value")]
    [InlineData("? [x]\n: 1\n", "line 1: invalid map key")]
    [InlineData("a: [\n", "line ")]
    [InlineData("a:\n\t- x\n", "line ")]
    [InlineData("a: b: c\n", "line 1")]
    [InlineData("\ta: 1\n", "line 1: found character that cannot start any token")]
    [InlineData("\t\na: 1\n", "line 1: found character that cannot start any token")]
    [InlineData("# c\n \t\na: 1\n", "line 2: found character that cannot start any token")]
    [InlineData("a: \"x\"\n\t\nb: 1\n", "line ")]
    [InlineData("a: [x]\n\t# c\nb: 1\n", "line ")]
    [InlineData("a:\n-\tx\n", "line 2: found character that cannot start any token")]
    [InlineData("a: 1\nb: x\u0001y\n", "line 2: control characters are not allowed (U+0001)")]
    [InlineData("a: \"\u007f\"\n", "line 1: control characters are not allowed (U+007F)")]
    [InlineData("# \uFFFF\n", "line 1: control characters are not allowed (U+FFFF)")]
    [InlineData("a: \"unclosed\n", "line ")]
    [InlineData("%YAML 99999999999.1\n---\na: 1\n", "yaml: line 1")]
    public void Read_BrokenYaml_NamesFileAndReason(string yaml, string reason)
    {
        var failure = Should.Throw<KeyBackendException>(() => Read(yaml, "/etc/f.yaml"));
        var message = failure.Message;

        message.ShouldStartWith("failed to read configuration file: failed to unmarshal YAML file /etc/f.yaml: yaml: ");
        failure.FullMessage.ShouldContain(reason);
        message.ShouldNotContain("secret");
    }

    [Fact]
    public void Read_YamlThatIsNotUtf8_NamesTheLine() =>
        Should.Throw<KeyBackendException>(() => new KeyFile(default, _skipped.Add).Read([.. "a: 1\nb: "u8, 0xFF], "f.yaml"))
            .Message.ShouldEndWith("yaml: line 2: invalid UTF-8");

    [Fact]
    public void Read_YamlThatExpandsWithoutEnd_IsRefused()
    {
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
        {
            laughs.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        Should.Throw<KeyBackendException>(() => Read(laughs.ToString(), "f.yaml")).Message.ShouldContain("excessive aliasing");
    }

    [Fact]
    public void Read_DeepDocuments_AreRefusedInsteadOfEndingTheProcess()
    {
        var chain = string.Concat(Enumerable.Range(1, 5000).Select(level => $"a{level}: &a{level} [*a{level - 1}]\n"));

        Should.Throw<KeyBackendException>(() => Read("k: " + new string('[', 5000), "f.yaml"));
        Should.Throw<KeyBackendException>(() => Read("{\"k\": " + new string('[', 100_000), "f.json"));
        Should.Throw<KeyBackendException>(() => Read("a0: &a0 [x]\n" + chain, "f.yaml")).Message.ShouldContain("deeper");
    }

    [Fact]
    public void Read_DamagedDocuments_FailAsKeyBackendExceptionOrAreRead()
    {
        var samples = new[]
        {
            ("f.yaml", "%TAG ! tag:x,1:\n--- !!map\na: &x {b: [1, 'q', \"\\u00e9\"], ? c : |\n d}\ne: *x\n<<: *x\nf: !!binary aGk=\n"),
            ("f.json", "{\"a\":[1,2.5e3,\"\\ud83d\\ude80\"],\"b\":{\"c\":null}}"),
        };
        var random = new Random(20260101);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var (path, text) = samples[round % samples.Length];
            var bytes = Encoding.UTF8.GetBytes(text);
            bytes = bytes[..random.Next(bytes.Length + 1)];
            for (var changes = random.Next(4); changes > 0 && bytes.Length > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                new KeyFile(UnsupportedScalars.Skip, _ => { }).Read(bytes, path);
                read++;
            }
            catch (KeyBackendException)
            {
                refused++;
            }
        }

        read.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Read_JsonScalars_HaveTheTextOfTheOriginal()
    {
        // As in the recorded scenario file-json-types.
        const string Json = """
            {"i":42,"f":3.14,"fi":3.0,"exp":1.5e10,"small":1e-9,"big":12345678901234567890,"e21":1e21,"z":-0,"t":true,"n":null,"s":"text","es":"",
             "u":"Gr\u00f6\u00dfe \ud83d\ude80","o":{},"a":[],"nest":{"a":[1,[2,3],{"x":"y"}]}}
            """;

        Read(Json, "f.json").ShouldBe(
            new Dictionary<string, string>
            {
                ["/i"] = "42",
                ["/f"] = "3.14",
                ["/fi"] = "3",
                ["/exp"] = "15000000000",
                ["/small"] = "0.000000001",
                ["/big"] = "12345678901234567000",
                ["/e21"] = "1000000000000000000000",
                ["/z"] = "-0",
                ["/t"] = "true",
                ["/s"] = "text",
                ["/es"] = "",
                ["/u"] = "Größe 🚀",
                ["/nest/a/0"] = "1",
                ["/nest/a/1/0"] = "2",
                ["/nest/a/1/1"] = "3",
                ["/nest/a/2/x"] = "y",
            },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    public void Read_JsonIntegerOf64Bits_KeepsAllDigits(string number) => Read($$"""{"k":{{number}}}""", "f.json")["/k"].ShouldBe(number);

    // In a time that grows with its length; if it grew with the square, this would take minutes.
    [Fact]
    public void Read_ManyDuplicateJsonNames_LastWins()
    {
        const int Names = 200_000;
        var members = Enumerable.Range(0, 2 * Names).Select(number => $"\"{number % Names}\":{number / Names}");

        var keys = Read($"{{{string.Join(',', members)}}}", "f.json");

        keys.Count.ShouldBe(Names);
        keys.Values.ShouldAllBe(value => value == "1");
    }

    [Fact]
    public void Read_DuplicateJsonName_LastReplacesTheWholeValue() =>
        Read("""{"a":{"x":1},"b":2,"a":{"y":3}}""", "f.json")
            .ShouldBe(new Dictionary<string, string> { ["/b"] = "2", ["/a/y"] = "3" }, ignoreOrder: true);

    [Theory]
    [InlineData("", "unexpected end of JSON input (line 1, column 1)")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string (line 1, column 8)")]
    [InlineData("{\n\"a\": x}", "invalid character 'x' looking for beginning of value (line 2, column 6)")]
    [InlineData("[1]", "the root of the document must be an object")]
    [InlineData("{} {}", "invalid character '{' after top-level value (line 1, column 4)")]
    [InlineData("{\"a\":1e999}", "line 1: a number is too large")]
    public void Read_BrokenJson_NamesFileAndPlace(string json, string reason) =>
        Should.Throw<KeyBackendException>(() => Read(json, "/etc/f.json")).FullMessage
            .ShouldStartWith($"failed to read configuration file: failed to unmarshal JSON file /etc/f.json: {reason}");

    [Theory]
    [InlineData("x\\ud800y")]
    [InlineData("x\u00ffy")]
    public void Read_JsonStringThatIsNotUnicode_GetsReplacementCharacters(string text)
    {
        // Latin-1, so that U+00FF becomes a byte that is no UTF-8.
        var json = Encoding.Latin1.GetBytes($$"""{"{{text}}":"{{text}}"}""");

        var (key, value) = new KeyFile(UnsupportedScalars.Skip, _skipped.Add).Read(json, "f.json").ShouldHaveSingleItem();

        key.ShouldBe("/x\ufffdy");
        Encoding.UTF8.GetString(value.Span).ShouldBe("x\ufffdy");
    }

    [Fact]
    public void Read_JsonNestedTooDeep_ReportsHowDeepIsRead()
    {
        var json = "{\"a\":" + new string('[', 1000) + new string(']', 1000) + "}";

        Should.Throw<KeyBackendException>(() => Read(json, "f.json")).Message.ShouldEndWith(": values nest deeper than 1000 levels");
    }

    [Theory]
    [InlineData("a/b: 1", "/a/b")]
    [InlineData("a//b/: 1", "/a/b")]
    [InlineData("x: {..: 1}", "/")]
    [InlineData("x: {.: 1}", "/x")]
    [InlineData("x: {'': 1}", "/x")]
    public void Read_NamesWithSlashesAndDots_AreCleaned(string yaml, string key) => Read(yaml, "f.yaml").Keys.ShouldBe([key]);

    [Theory]
    [InlineData("f.txt")]
    [InlineData("f.YAML")]
    [InlineData(".config")]
    [InlineData("f.")]
    public void Read_UnknownExtension_IsRefused(string path) =>
        Should.Throw<KeyBackendException>(() => Read("a: 1", path)).Message
            .ShouldBe($"failed to read configuration file: failed to process file {path}: invalid file extension, YAML or JSON only");

    [Theory]
    [InlineData("f")]
    [InlineData("dir.d/f")]
    [InlineData(".yaml")]
    public void Read_NoExtension_IsYaml(string path) => Read("a: 1", path).Keys.ShouldBe(["/a"]);

    private Dictionary<string, string> Read(string text, string path, UnsupportedScalars unsupported = UnsupportedScalars.Skip) =>
        new KeyFile(unsupported, _skipped.Add).Read(Encoding.UTF8.GetBytes(text), path)
            .ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetString(entry.Value.Span));
}
