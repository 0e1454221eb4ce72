using System.Text;
using Confd.Engine.Documents;
using Confd.GoTemplate;

namespace Confd.Engine.Tests.Documents;

public sealed class YamlJsonTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: 1.50\nb: -2e3\nc: +1\nd: .5\ne: 007", """{"a":1.5,"b":-2000,"c":1,"d":0.5,"e":7}""")]
    [InlineData("a: true\nb: False\nc: yes\nd: ~\ne:", """{"a":true,"b":false,"c":"yes","d":null,"e":null}""")]
    [InlineData("a: \"1\"\nb: '2'\nc: |\n  x\n  y\n", """{"a":"1","b":"2","c":"x\ny\n"}""")]
    [InlineData("- [1, {a: b}]\n- text with: no", """[[1,{"a":"b"}],{"text with":"no"}]""")]
    [InlineData("[1, {a: b}, [], {}]", """[1,{"a":"b"},[],{}]""")]
    [InlineData("a: 2026-01-01\nb: 1_000\nc: 0x10\nd: 0o17\ne: ünï", """{"a":"2026-01-01","b":1000,"c":16,"d":15,"e":"ünï"}""")]
    [InlineData(
        "a: 9223372036854775807\nb: 18446744073709551615\nc: 1e400",
        """{"a":9223372036854775807,"b":18446744073709551615,"c":"1e400"}""")]
    [InlineData("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: !!str 2}", """{"a":{"b":1},"c":{"b":1},"d":{"e":"2","b":1}}""")]
    [InlineData("a:\n    - b\n    -  c: 1\n       d: 2\n", """{"a":["b",{"c":1,"d":2}]}""")]
    public void Convert_Yaml_KeepsItsTypes(string yaml, string json) => Convert(yaml).ShouldBe(json);

    [Theory]
    [InlineData("a: [", "yaml: line ")]
    [InlineData("a: 1\na: 2", "yaml: line 2: mapping key")]
    [InlineData("a: *x", "yaml: line 1: an unknown anchor is referenced")]
    [InlineData("a: .inf", "yaml: JSON has no infinite numbers and no NaN")]
    [InlineData("a: .nan", "yaml: JSON has no infinite numbers and no NaN")]
    [InlineData("a: !!binary /w==", "yaml: JSON has no bytes that are not text")]
    [InlineData("a: 1\n---\nb: 2", "yaml: line 2: there is a second document")]
    [InlineData("[a]: 1", "invalid map key")]
    public void Convert_UnsupportedYaml_IsRefusedWithItsLine(string yaml, string problem) =>
        Should.Throw<ErrorTextException>(() => Convert(yaml)).Message.ShouldContain(problem);

    [Fact]
    public void Convert_DeepNesting_IsRefused() =>
        Should.Throw<ErrorTextException>(() => Convert(new string('[', 1100) + new string(']', 1100))).Message.ShouldContain("nest deeper");

    private static string Convert(string yaml) => Encoding.UTF8.GetString(YamlJson.Convert(Encoding.UTF8.GetBytes(yaml)));
}
