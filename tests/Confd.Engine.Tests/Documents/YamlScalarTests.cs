using System.Text;
using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Documents;

/// <summary>What plain words of YAML mean to Go's yaml.v3, whose rules are YAML 1.2 with the octals and underscores of 1.1.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("text", "text", "Text")]
    [InlineData("yes", "yes", "Text")]
    [InlineData("on", "on", "Text")]
    [InlineData("true", "true", "Boolean")]
    [InlineData("TRUE", "true", "Boolean")]
    [InlineData("tRUE", "tRUE", "Text")]
    [InlineData("12", "12", "Number")]
    [InlineData("-12", "-12", "Number")]
    [InlineData("+12", "12", "Number")]
    [InlineData("-0", "0", "Number")]
    [InlineData("1_000", "1000", "Number")]
    [InlineData("0x1F", "31", "Number")]
    [InlineData("-0x1F", "-31", "Number")]
    [InlineData("0o17", "15", "Number")]
    [InlineData("017", "15", "Number")]
    [InlineData("0b101", "5", "Number")]
    [InlineData("09", "9", "Number")]
    [InlineData("0x", "0x", "Text")]
    [InlineData("0xG", "0xG", "Text")]
    [InlineData("9223372036854775807", "9223372036854775807", "Number")]
    [InlineData("-9223372036854775808", "-9223372036854775808", "Number")]
    [InlineData("1.50", "1.5", "Number")]
    [InlineData(".5", "0.5", "Number")]
    [InlineData("5.", "5", "Number")]
    [InlineData("1e3", "1000", "Number")]
    [InlineData("1e999", "1e999", "Text")]
    [InlineData(".inf", "+Inf", "Number")]
    [InlineData("-.Inf", "-Inf", "Number")]
    [InlineData(".nan", "NaN", "Number")]
    [InlineData("1.2.3", "1.2.3", "Text")]
    [InlineData("1-2", "1-2", "Text")]
    [InlineData("+", "+", "Text")]
    [InlineData("\"12\"", "12", "Text")]
    [InlineData("'true'", "true", "Text")]
    [InlineData("!!str 12", "12", "Text")]
    [InlineData("!!float 12", "12", "Number")]
    [InlineData("!!int \"12\"", "12", "Number")]
    [InlineData("!own 12", "12", "Text")]
    [InlineData("!!binary aGk=", "hi", "Text")]
    [InlineData("2026-13-01", "2026-13-01", "Text")]
    [InlineData("2026-02-30", "2026-02-30", "Text")]
    public void Read_Scalar_IsWhatGoMakesOfIt(string yaml, string text, string kind)
    {
        var scalar = Read(yaml).ShouldBeOfType<DocumentNode.Scalar>();

        Encoding.UTF8.GetString(scalar.Value.Span).ShouldBe(text);
        scalar.Kind.ToString().ShouldBe(kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("!!null ''")]
    public void Read_Null_IsNothing(string yaml) => Read(yaml).ShouldBeSameAs(DocumentNode.Nothing);

    [Theory]
    [InlineData("2026-01-02", "a date")]
    [InlineData("2026-1-2", "a date")]
    [InlineData("2024-02-29", "a date")]
    [InlineData("2026-01-02T03:04:05Z", "a date")]
    [InlineData("2026-01-02t03:04:05.5+02:00", "a date")]
    [InlineData("2026-01-02 03:04:05", "a date")]
    [InlineData("9223372036854775808", "an integer above 9223372036854775807")]
    [InlineData("18446744073709551615", "an integer above 9223372036854775807")]
    public void Read_WhatTheOriginalLeavesOut_IsReportedWithItsText(string yaml, string description)
    {
        var left = Read(yaml).ShouldBeOfType<DocumentNode.Unsupported>();

        (left.Text, left.Description, left.Line).ShouldBe((yaml, description, 1));
    }

    [Theory]
    [InlineData("!!int text", "yaml: line 1: cannot decode this value as a !!int")]
    [InlineData("!!bool 12", "yaml: line 1: cannot decode this value as a !!bool")]
    [InlineData("!!float x", "yaml: line 1: cannot decode this value as a !!float")]
    [InlineData("!!null x", "yaml: line 1: cannot decode this value as a !!null")]
    [InlineData("!!binary \"a\"", "yaml: line 1: !!binary value contains invalid base64 data")]
    public void Read_TagThatDoesNotFit_IsRefusedWithItsLine(string yaml, string problem) =>
        Should.Throw<DocumentException>(() => Read(yaml)).Message.ShouldBe(problem);

    [Theory]
    [InlineData("a:\n\tb: 1\n")]
    [InlineData("\ta: 1\n")]
    [InlineData("a:\n-\tb\n")]
    [InlineData("a: 1\n\t\nb: 2\n")]
    [InlineData("a: \"1\"\n  \t\nb: 2\n")]
    [InlineData("a: 1 # c\n  \t\nb: 2\n")]
    [InlineData("# c\n  \t\na: 1\n")]
    public void Read_TabAheadOfAWord_IsRefusedAsLibyamlDoes(string yaml) =>
        Should.Throw<DocumentException>(() => YamlDocumentReader.Read(Encoding.UTF8.GetBytes(yaml))).Message
            .ShouldMatch("^yaml: line [12]: .*\\btab\\b");

    [Theory]
    [InlineData("a:\tb\n", "b")]
    [InlineData("a: b\tc\n", "b\tc")]
    [InlineData("a: \"b\n\t c\"\n", "b c")]
    [InlineData("a: {\tb: 1}\n", null)]
    [InlineData("a: b\t# comment\n", "b")]
    public void Read_TabInsideOfALine_IsTaken(string yaml, string? value)
    {
        var root = YamlDocumentReader.Read(Encoding.UTF8.GetBytes(yaml)).ShouldBeOfType<DocumentNode.Mapping>();

        if (value is not null)
        {
            Encoding.UTF8.GetString(root.Entries["a"].ShouldBeOfType<DocumentNode.Scalar>().Value.Span).ShouldBe(value);
        }
    }

    // What the original reads, recorded with confd 0.41.1.
    [Theory]
    [InlineData("a: 1\n  \t\nb: 2\n")]
    [InlineData("a: 1\n  \t# c\nb: 2\n")]
    [InlineData("a: 1\n# c\n  \t# d\nb: 2\n")]
    [InlineData("a: [1]\n# c\n  \t\n# d\nb: 2\n")]
    public void Read_TabInALineWithoutContent_IsTakenWhereLibyamlDoes(string yaml) =>
        YamlDocumentReader.Read(Encoding.UTF8.GetBytes(yaml)).ShouldBeOfType<DocumentNode.Mapping>().Entries.Keys.ShouldBe(["a", "b"]);

    [Fact]
    public void Read_TwoMergesInOneMapping_AreTheSameKeyTwice() =>
        Should.Throw<DocumentException>(() => YamlDocumentReader.Read("a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: *a\n  <<: *b\n"u8))
            .Text.Full.ShouldBe("yaml: line 5: mapping key \"<<\" already defined at line 4");

    private static DocumentNode Read(string scalar) =>
        YamlDocumentReader.Read(Encoding.UTF8.GetBytes($"a: {scalar}\n")).ShouldBeOfType<DocumentNode.Mapping>().Entries["a"];
}
