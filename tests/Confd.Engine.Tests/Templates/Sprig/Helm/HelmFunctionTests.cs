namespace Confd.Engine.Tests.Templates.Sprig.Helm;

/// <summary>YAML and TOML as Helm's documentation and the libraries behind it have them.</summary>
public sealed class HelmFunctionTests
{
    [Theory]
    [InlineData("{{toYaml (dict \"b\" 1 \"a\" \"x\")}}", "a: x\nb: 1")]
    [InlineData("{{toYaml (dict \"l\" (list 1 \"a\" nil true 1.5))}}", "l:\n- 1\n- a\n- null\n- true\n- 1.5")]
    [InlineData("{{toYaml (dict \"a\" (dict \"b\" (dict \"c\" 1)))}}", "a:\n  b:\n    c: 1")]
    [InlineData("{{toYaml (list (dict \"a\" 1 \"b\" 2) (list 1 2))}}", "- a: 1\n  b: 2\n- - 1\n  - 2")]
    [InlineData("{{toYaml (dict \"e\" (dict) \"l\" (list))}}", "e: {}\nl: []")]
    [InlineData("{{toYaml \"x\"}}", "x")]
    [InlineData("{{toYaml nil}}", "null")]
    [InlineData("{{toYaml 1000000}} {{toYaml 1e21}}", "1000000 1e+21")]
    [InlineData("{{toYaml (dict \"id\" 9007199254740993)}}", "id: 9007199254740993")]
    [InlineData(
        "{{mustToYaml (int64 1234567890123456789)}} {{toYamlPretty -9223372036854775807}}",
        "1234567890123456789 -9223372036854775807")]
    [InlineData("{{toYaml -0.0}} {{toYaml 1e15}} {{toYaml 1e19}} {{toYaml 1e20}}", "0 1000000000000000 10000000000000000000 1e+20")]
    [InlineData("{{toYaml 123456789.5}} {{toYaml 1e-6}}", "1.234567895e+08 1e-06")]
    [InlineData("{{toYaml (dict \"node-10\" 0 \"node-2\" 0 \"a_b\" 0 \"a1\" 0 \"~x\" 0)}}", "~x: 0\na_b: 0\na1: 0\nnode-2: 0\nnode-10: 0")]
    [InlineData("{{toYaml (list \"a\\tb\" \"😀\" \"\\u00a0a\" \"=\" \"<<\" \"\\a\")}}",
        "- \"a\\tb\"\n- \"\\U0001F600\"\n- \u00a0a\n- =\n- <<\n- \"\\a\"")]
    [InlineData("{{toYaml (list \"yes\" \"on\" \"null\" \"12\" \"1.5\" \"0x1f\" \"2024-01-02\" \"\" \"~\" \"1:30\")}}",
        "- \"yes\"\n- \"on\"\n- \"null\"\n- \"12\"\n- \"1.5\"\n- \"0x1f\"\n- \"2024-01-02\"\n- \"\"\n- \"~\"\n- \"1:30\"")]
    [InlineData("{{toYaml (list \"a: b\" \"#x\" \"- y\" \"it's\" \"*p\" \"a #b\" \" a\" \"{x}\" \"a:\" \"@x\")}}",
        "- 'a: b'\n- '#x'\n- '- y'\n- it's\n- '*p'\n- 'a #b'\n- ' a'\n- '{x}'\n- 'a:'\n- '@x'")]
    [InlineData("{{toYaml (dict \"t\" \"one\\ntwo\\n\")}}", "t: |\n  one\n  two")]
    [InlineData("{{toYaml (dict \"t\" \"one\\ntwo\" \"u\" 1)}}", "t: |-\n  one\n  two\nu: 1")]
    [InlineData("{{toYaml (dict \"t\" \"one\\n\\n\" \"u\" 1)}}", "t: |+\n  one\n\nu: 1")]
    [InlineData("{{toYaml \"a\\u0001b\"}}", "\"a\\x01b\"")]
    [InlineData("{{toYamlPretty (dict \"l\" (list 1 (dict \"a\" (list 2))))}}", "l:\n  - 1\n  - a:\n      - 2")]
    [InlineData("{{toYaml 1i}}|{{toYamlPretty 1i}}|", "||")]
    [InlineData("{{$d := (toDate \"2006\" \"2020\").Sub (toDate \"2006\" \"2019\")}}{{toYamlPretty (list $d)}} {{toYaml $d}}",
        "- 8760h0m0s 31536000000000000")]
    [InlineData("{{toToml (dict \"a\" (json \"null\") \"b\" 1 \"c\" (jsonArray \"null\"))}}", "b = 1\n")]
    [InlineData("{{toToml (dict \"a\" (list (json \"null\")))}}", "toml: cannot encode array with nil element")]
    [InlineData("{{toToml (dict \"a\" \"\\x01\\b\\f\\v\\x1b\\x7f\")}}", "a = \"\\u0001\\b\\f\\u000b\\u001b\\u007f\"\n")]
    [InlineData("{{toToml (dict \"a\" (list (dict \"t\" (dict \"x\" 1) \"z\" 2) 3))}}", "a = [{z = 2, t = {x = 1}}, 3]\n")]
    [InlineData("{{toYamlPretty (list 1e6 1234567.0 100000.0 -0.0 1)}}", "- 1e+06\n- 1.234567e+06\n- 100000\n- -0\n- 1")]
    [InlineData("{{toYamlPretty (list (json \"null\") (getvs \"/none\") nil)}}", "- {}\n- []\n- null")]
    [InlineData(
        "{{toYamlPretty (dict \"t\" (toDate \"2006-01-02\" \"2020-03-04\") \"v\" (semver \"1.2.3\"))}}",
        "t: 2020-03-04T00:00:00Z\nv: 1.2.3")]
    [InlineData("{{toYamlPretty (list (b64dec \"/w==\") \"a\\tb\\nc\")}}", "- !!binary /w==\n- |-\n  a\tb\n  c")]
    [InlineData("{{toYaml (dict \"a1\" 1 \"a\ua7cb\" 2)}}", "a\ua7cb: 2\na1: 1")] // a letter since Unicode 16 only
    [InlineData("{{toYamlPretty (dict \"a1b\" 0 \"a1_\" 0)}} {{toYaml (dict \"a1b\" 0 \"a1_\" 0)}}", "a1b: 0\na1_: 0 a1_: 0\na1b: 0")]
    public void ToYaml_Value_IsLaidOutAsByHelm(string template, string expected) => SprigRendering.Render(template).ShouldBe(expected);

    // Recorded from the libraries behind Helm; those for both functions agree.
    [Theory]
    [InlineData("2021-12-25", true)]
    [InlineData("2021-1-2", true)]
    [InlineData("2021-12-25 10:00:00", true)]
    [InlineData("2021-12-25T10:00:00.5Z", true)]
    [InlineData("2021-12-25t1:2:3+01:00", true)]
    [InlineData("1000-13-01", false)]
    [InlineData("2021-2-30", false)]
    [InlineData("2021-12-25T", false)]
    [InlineData("2021-12-25 hello", false)]
    [InlineData("2021-12-25T10:00:00", false)]
    [InlineData("2021-12-25T10:00:00+25:00", false)]
    [InlineData("yES", false)]
    [InlineData("YES", true)]
    [InlineData("nULL", false)]
    [InlineData("-.INF", true)]
    [InlineData("-.iNF", false)]
    [InlineData("089", true)]
    [InlineData("1__0", true)]
    [InlineData(".5_0", true)]
    [InlineData("._5", false)]
    [InlineData("1e400", false)]
    [InlineData("0o17", true)]
    [InlineData("0o89", false)]
    [InlineData("0b12", false)]
    [InlineData("1:59", true)]
    [InlineData("1:60", false)]
    public void ToYaml_TextThatLooksLikeAnotherType_IsQuoted(string text, bool isQuoted)
    {
        var expected = isQuoted ? $"\"{text}\"" : text;

        SprigRendering.Render("{{getv \"/t\" | toYaml}} {{getv \"/t\" | toYamlPretty}}", ("/t", text)).ShouldBe($"{expected} {expected}");
    }

    [Fact]
    public void ToYamlPretty_Pairs_HaveTheirFieldsInSmallLetters() =>
        SprigRendering.Render("{{toYamlPretty (gets \"/b/*\")}}\n{{toYaml (get \"/b/c\")}}", ("/b/c", "x y"))
            .ShouldBe("- key: /b/c\n  value: x y\nKey: /b/c\nValue: x y");

    [Theory]
    [InlineData("{{toToml (dict \"a\" (gets \"/b/*\") \"z\" 1)}}", "z = 1\n\n[[a]]\n  Key = \"/b/c\"\n  Value = \"1\"\n")]
    [InlineData("{{toToml (get \"/b/c\")}}", "Key = \"/b/c\"\nValue = \"1\"\n")]
    [InlineData("{{toToml (dict \"a\" (list (get \"/b/c\") 1))}}", "a = [{Key = \"/b/c\", Value = \"1\"}, 1]\n")]
    [InlineData("{{toToml (dict \"v\" (semver \"1.2.3\"))}}", "v = \"1.2.3\"\n")]
    public void ToToml_PairsAndOtherStructs_AreTables(string template, string expected) =>
        SprigRendering.Render(template, ("/b/c", "1")).ShouldBe(expected);

    [Theory]
    [InlineData("a: [1, two, true, null, 1.5]", "{\"a\":[1,\"two\",true,null,1.5]}")]
    [InlineData("a: &x {b: 1}\nc: *x", "{\"a\":{\"b\":1},\"c\":{\"b\":1}}")]
    [InlineData("a: \"12\"\nb: 0x10\nc: 2024-01-02", "{\"a\":\"12\",\"b\":16,\"c\":\"2024-01-02\"}")]
    [InlineData("a: 18446744073709551615", "{\"a\":18446744073709552000}")]
    [InlineData("a: [yes, On, OFF, n, 'yes', yEs, !!str on]", "{\"a\":[true,true,false,false,\"yes\",\"yEs\",\"on\"]}")]
    [InlineData("yes: 1\n0x10: 2\n1e3: 3\n'017': 4\n2024-01-02: 5", "{\"017\":4,\"1000\":3,\"16\":2,\"2024-01-02\":5,\"true\":1}")]
    [InlineData("a: 1\na: 2", "{\"a\":2}")]
    [InlineData("a: [yes:, b]\nc: {yes:, b , d: [e: ]}", "{\"a\":[\"yes:\",\"b\"],\"c\":{\"b\":null,\"d\":[{\"e\":null}],\"yes:\":null}}")]
    [InlineData("a: [! 5, ! true, ! , !!int 5]", "{\"a\":[\"5\",\"true\",\"\",5]}")]
    [InlineData("a: -.inf", "{\"Error\":\"error converting YAML to JSON: json: unsupported value: -Inf\"}")]
    [InlineData(
        "~: 1",
        "{\"Error\":\"error converting YAML to JSON: yaml: line 1: invalid map key: a list, a mapping or null cannot be one\"}")]
    [InlineData("", "{}")]
    public void FromYaml_Document_IsADictionary(string yaml, string json) =>
        SprigRendering.Render("{{fromYaml (getv \"/y\") | toJson}}", ("/y", yaml)).ShouldBe(json);

    [Fact]
    public void FromYaml_Broken_GivesTheErrorUnderItsName() =>
        SprigRendering.Render("{{(fromYaml \"a: [\").Error}}").ShouldStartWith("error converting YAML to JSON: yaml: line ");

    [Theory]
    [InlineData(9, 10, "document contains excessive aliasing")]
    [InlineData(2000, 1, "values nest deeper than 1000 levels")]
    public void FromYaml_AliasesThatExpandTooMuch_GiveAnError(int levels, int width, string reason)
    {
        var yaml = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, levels).Select(
            level => $"a{level}: &a{level} [{string.Join(',', Enumerable.Repeat($"*a{level - 1}", width))}]\n"));

        SprigRendering.Render("{{(fromYaml (getv \"/y\")).Error}}", ("/y", yaml)).ShouldContain(reason);
    }

    [Fact]
    public void ToYaml_MapsThatNestTooDeep_AreRefusedBeforeTheStackIsUsedUp()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000);

        SprigRendering.Render("{{toYaml (fromJson (getv \"/j\"))}}|", ("/j", json)).ShouldBe("|");
    }

    [Theory]
    [InlineData("{{fromYamlArray \"a: 1\"}}",
        "[error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}]")]
    [InlineData("{{(fromYaml \"x\").Error}}",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}")]
    [InlineData("{{fromYamlArray \"# c\" | toJson}} {{fromYamlArray \"[on]\" | toJson}}", "[] [true]")]
    public void FromYaml_DocumentOfAnotherShape_GivesHelmsError(string template, string expected) =>
        SprigRendering.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("one\ntwo\n")]
    [InlineData(" lead\ntail ")]
    [InlineData("\n\nx")]
    [InlineData("a\tb")]
    [InlineData("x \ny")]
    [InlineData("#no comment")]
    [InlineData("---")]
    [InlineData("? q")]
    [InlineData("'single' \"double\" \\")]
    [InlineData("a\r\nb")]
    [InlineData("日本語\n👍\n")]
    [InlineData("\u2028\ufeff")]
    [InlineData("!tag")]
    [InlineData("1e3")]
    [InlineData("0o17")]
    [InlineData("-")]
    [InlineData("<<")]
    [InlineData("\n")]
    [InlineData("   ")]
    public void ToYaml_AnyText_ComesBackThroughFromYaml(string text) =>
        SprigRendering.Render(
            "{{(fromYaml (printf \"%s\\n\" (toYaml (dict \"deep\" (dict (getv \"/t\") (list (getv \"/t\")) \"z\" (getv "
            + "\"/t\")))))).deep | toJson}}",
            ("/t", text))
            .ShouldBe(SprigRendering.Render("{{dict (getv \"/t\") (list (getv \"/t\")) \"z\" (getv \"/t\") | toJson}}", ("/t", text)));

    [Theory]
    [InlineData("{{toToml (dict \"b\" 1 \"a\" \"x\\ty\")}}", "a = \"x\\ty\"\nb = 1\n")]
    [InlineData(
        "{{toToml (dict \"x\" 1 \"t\" (dict \"k\" true \"u\" (dict \"v\" 1.0)))}}", "x = 1\n\n[t]\n  k = true\n  [t.u]\n    v = 1.0\n")]
    [InlineData("{{toToml (dict \"l\" (list (dict \"a\" 1) (dict \"a\" 2)))}}", "[[l]]\n  a = 1\n\n[[l]]\n  a = 2\n")]
    [InlineData("{{toToml (dict \"m\" (list 1 (dict \"a b\" 2)))}}", "m = [1, {\"a b\" = 2}]\n")]
    [InlineData("{{toToml (dict \"n\" nil \"f\" 1e6)}}", "f = 1e+06\n")]
    [InlineData("{{toToml (dict \"n\" (semver \"18446744073709551615.0.1\").Major)}}", "n = 18446744073709551615\n")]
    [InlineData("{{toToml (dict \"y\" 1e-7 \"z\" 1.5e21 \"b\" 3.0)}}", "b = 3.0\ny = 1e-07\nz = 1.5e+21\n")]
    [InlineData("{{toToml (list 1)}}", "toml: top-level values must be Go maps or structs")]
    public void ToToml_Value_IsLaidOutAsByHelm(string template, string expected) => SprigRendering.Render(template).ShouldBe(expected);

    [Theory]
    [InlineData(
        "a = 5\nb = 1.5\nc = \"x\"\nd = [1, 2]\n[t]\nk = true\n[[l]]\nx = 1",
        "{\"a\":5,\"b\":1.5,\"c\":\"x\",\"d\":[1,2],\"l\":[{\"x\":1}],\"t\":{\"k\":true}}")]
    [InlineData("d = 2024-01-02T03:04:05+02:00", "{\"d\":\"2024-01-02T03:04:05+02:00\"}")]
    [InlineData("d = 2024-01-02", "{\"d\":\"2024-01-02T00:00:00Z\"}")]
    public void FromToml_Document_IsADictionary(string toml, string json) =>
        SprigRendering.Render("{{fromToml (getv \"/t\") | toJson}}", ("/t", toml)).ShouldBe(json);

    [Fact]
    public void FromToml_Broken_GivesTheErrorUnderItsName() =>
        SprigRendering.Render("{{(fromToml \"a =\").Error}}").ShouldBe("toml:1:4: expected a value but found the end of the file");

    [Theory]
    [InlineData("[", "]")]
    [InlineData("", " = 1")]
    public void FromToml_KeyOfAHundredThousandParts_IsAnErrorAndNoOverflow(string before, string behind)
    {
        var key = string.Concat(Enumerable.Repeat("a.", 100_000)) + "a";

        SprigRendering.Render("{{(fromToml (getv \"/t\")).Error}}", ("/t", before + key + behind))
            .ShouldEndWith("values nest deeper than 128 levels");
    }
}
