using System.Text;
using Confd.Engine.Backends;
using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Backends;

public sealed class DocumentFlattenerTests
{
    private readonly List<SkippedValue> _skipped = [];

    [Theory]
    [InlineData("a: 1\nb:\n  c: x\n  d: [y, {e: z}]\n", "/a=1 /b/c=x /b/d/0=y /b/d/1/e=z")]
    [InlineData("a: ~\nb: ''\n", "/b=")]
    [InlineData("a/b: 1\n", "/a/b=1")]
    [InlineData("'': 1\n", "/=1")]
    [InlineData("a: {'..': {b: 1}}\n", "/b=1")]
    [InlineData("a: {'.': 1}\n", "/a=1")]
    [InlineData("a: {'x/../y': 1}\n", "/a/y=1")]
    [InlineData("a: &one {b: 1}\nc: *one\n", "/a/b=1 /c/b=1")]
    [InlineData("base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\n", "/base/x=1 /base/y=2 /mine/x=1 /mine/y=3")]
    [InlineData("a: &x {b: &x 1}\nc: *x\n", "/a/b=1 /c=1")]
    [InlineData("a: [x:, y, z:]\nb: [x: , y: 1, {x:}]\nc: {x:, y: z, v , w: 1}\n", "/a/0=x: /a/1=y /a/2=z: /b/1/y=1 /c/w=1 /c/y=z")]
    [InlineData("{x:, y: [z:, [w:, v: ]]}\n", "/y/0=z: /y/1/0=w:")]
    [InlineData("a: \"d\u2028# x\"\nb:\n  c: \"d \u2029 \u2028x\"\nd: \"e\u0085 f\"\n", "/a=d\u2028# x /b/c=d\u2029\u2028x /d=e f")]
    [InlineData("k: {a: &x v, b: *x}\n", "/k/a=v /k/b=v")]
    [InlineData("k: {a: &x \"q\", b: *x}\n", "/k/a=q /k/b=q")]
    [InlineData("k: {a: &x !!str z, b: !!str &y z , c: *y}\n", "/k/a=z /k/b=z /k/c=z")]
    [InlineData("k: {&x a: 1, b: *x, c: &z 2}\n", "/k/a=1 /k/b=a /k/c=2")]
    [InlineData("a: []\nb: {}\n", "")]
    public void Flatten_Document_GivesEveryScalarItsKey(string yaml, string expected) => Flatten(yaml).ShouldBe(expected);

    [Fact]
    public void Flatten_ValuesThatTheOriginalLeavesOut_AreLeftOutAndReportedOrKept()
    {
        const string Yaml = "a: 1\nday: 2026-01-02\n";

        Flatten(Yaml).ShouldBe("/a=1");
        _skipped.ShouldBe([new SkippedValue("/day", "/f.yaml", 2, "a date; put it in quotes")]);
        Flatten(Yaml, UnsupportedScalars.Keep).ShouldBe("/a=1 /day=2026-01-02");
        _skipped.Count.ShouldBe(1);
    }

    private string Flatten(string yaml, UnsupportedScalars unsupported = default) => string.Join(
        ' ',
        new DocumentFlattener("/f.yaml", unsupported, _skipped.Add).Flatten(YamlDocumentReader.Read(Encoding.UTF8.GetBytes(yaml)))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={Encoding.UTF8.GetString(pair.Value.Span)}"));
}
