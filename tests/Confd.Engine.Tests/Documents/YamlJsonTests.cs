using System.Text;
using Confd.Engine.Documents;
using Confd.GoTemplate;

namespace Confd.Engine.Tests.Documents;

public sealed class YamlJsonTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: 1.50\nb: -2e3\nc: +1\nd: .5\ne: 007", """{"a":1.50,"b":-2e3,"c":1,"d":0.5,"e":7}""")]
    [InlineData("a: true\nb: False\nc: yes\nd: ~\ne:", """{"a":true,"b":false,"c":"yes","d":null,"e":null}""")]
    [InlineData("a: \"1\"\nb: '2'\nc: |\n  x\n  y\n", """{"a":"1","b":"2","c":"x\ny\n"}""")]
    [InlineData("- [1, {a: b}]\n- text with: no", """[[1,{"a":"b"}],{"text with":"no"}]""")]
    [InlineData("[1, {a: b}, [], {}]", """[1,{"a":"b"},[],{}]""")]
    [InlineData("a: 2026-01-01\nb: 1_000\nc: 0x10\nd: .inf\ne: ünï", """{"a":"2026-01-01","b":"1_000","c":"0x10","d":".inf","e":"ünï"}""")]
    public void Convert_Yaml_KeepsTheTypesOfTheCoreSchema(string yaml, string json) => Convert(yaml).ShouldBe(json);

    [Theory]
    [InlineData("a: [", "yaml: line ")]
    [InlineData("a: 1\na: 2", "yaml: line 2: a name comes twice in a mapping")]
    [InlineData("a: &x 1\nb: *x", "yaml: line 1: anchors and aliases are not taken")]
    [InlineData("a: !!str 1", "yaml: line 1: tags are not taken")]
    [InlineData("a: 1\n---\nb: 2", "there is a second document")]
    [InlineData("[a]: 1", "what stands here is not YAML")]
    public void Convert_WhatIsNotTaken_IsRefusedWithItsLine(string yaml, string problem) =>
        Should.Throw<ErrorTextException>(() => Convert(yaml)).Message.ShouldContain(problem);

    [Fact]
    public void Convert_DeepNesting_IsRefused() =>
        Should.Throw<ErrorTextException>(() => Convert(new string('[', 200) + new string(']', 200))).Message.ShouldContain("nest deeper");

    private static string Convert(string yaml) => Encoding.UTF8.GetString(YamlJson.Convert(Encoding.UTF8.GetBytes(yaml)));
}
