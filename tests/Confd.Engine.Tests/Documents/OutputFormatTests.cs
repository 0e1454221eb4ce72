using System.Text;
using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Documents;

public sealed class OutputFormatTests
{
    [Theory]
    [InlineData("json", "{\"a\": [1, true, null]}")]
    [InlineData("json", " \"text\" \n")]
    [InlineData("json", "12")]
    [InlineData("yaml", "")]
    [InlineData("yaml", "just text")]
    [InlineData("yaml", "- a\n- b: {c: 2024-01-01}\n")]
    [InlineData("yml", "a: &x {b: 1}\nc: *x\n")]
    [InlineData("toml", "")]
    [InlineData("toml", "[a]\nb = 1979-05-27\n")]
    [InlineData("xml", "<a/>")]
    [InlineData("xml", "<?xml version=\"1.0\"?>\n<!-- c -->\n<a b=\"1\">text &amp; <b/></a>\n")]
    [InlineData("xml", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>")]
    [InlineData("xml", "\n\n<?xml version=\"1.0\"?>\n<a/>\n")]
    [InlineData("xml", "<a/><b/>")]
    [InlineData("xml", "text <a>b</a> text")]
    [InlineData("xml", "<x:a th:if=\"b\"/>")]
    public void FindProblem_SoundText_FindsNone(string format, string text) => Validate(format, text).ShouldBeNull();

    [Theory]
    [InlineData("json", "", "invalid JSON: unexpected end of JSON input (line 1, column 1)")]
    [InlineData(
        "json", "{\n \"a\": 1,\n}\n", "invalid JSON: invalid character '}' looking for beginning of object key string (line 3, column 1)")]
    [InlineData("json", "{} x", "invalid JSON: invalid character 'x' after top-level value (line 1, column 4)")]
    [InlineData("json", "// comment\n{}", "invalid JSON: invalid character '/' looking for beginning of value (line 1, column 1)")]
    [InlineData("json", "{\"a\":-1e999}", "invalid JSON: json: cannot unmarshal number -1e999 into Go value of type float64")]
    [InlineData("yaml", "a: 1\na: 2\n", "invalid YAML: yaml: line 2: mapping key \"a\" already defined at line 1")]
    [InlineData("yaml", "a: [1\n", "invalid YAML: yaml: line 2: While parsing a flow sequence, did not find expected ',' or ']'.")]
    [InlineData("yml", "a:\n\tb: 1\n", "invalid YAML: yaml: line 1: While scanning a mapping, found invalid tab as indentation.")]
    [InlineData("toml", "a = 1\nb = \n", "invalid TOML: toml: line 2: expected a value but found the end of the line (line 2, column 5)")]
    [InlineData("toml", "a = 1\na = 1\n", "invalid TOML: toml: line 2: 'a' is defined twice: first at line 1 (line 2, column 1)")]
    [InlineData("xml", "", "invalid XML: EOF")]
    [InlineData("xml", "  \n", "invalid XML: EOF")]
    [InlineData("xml", "<a><b></a>", "invalid XML: XML syntax error on line 1: element <b> closed by </a>")]
    [InlineData(
        "xml",
        "<?xml version=\"1.0\" encoding=\"latin1\"?><a/>",
        "invalid XML: xml: encoding \"latin1\" declared but Decoder.CharsetReader is nil")]
    [InlineData("xml", "text", "invalid XML: EOF")]
    [InlineData("xml", "<a>&nope;</a>", "invalid XML: XML syntax error on line 1: invalid character entity &nope;")]
    [InlineData("ini", "", "unknown output format: \"ini\" (supported: json, yaml, toml, xml)")]
    [InlineData("JSON", "{}", "unknown output format: \"JSON\" (supported: json, yaml, toml, xml)")]
    public void FindProblem_BrokenText_ReportsProblemAndPlace(string format, string text, string problem) =>
        Validate(format, text).ShouldBe(problem);

    [Fact]
    public void FindProblem_EntitiesThatExpandWithoutEnd_AreNotExpanded()
    {
        var entities = string.Concat(Enumerable.Range(1, 30).Select(level => $"<!ENTITY e{level} \"&e{level - 1};&e{level - 1};\">"));

        Validate("xml", $"<!DOCTYPE a [<!ENTITY e0 \"x\">{entities}]><a>&e30;</a>")
            .ShouldBe("invalid XML: XML syntax error on line 1: invalid character entity &e30;");
    }

    [Theory]
    [InlineData("json", "[1]")]
    [InlineData("yaml", "a: 1")]
    [InlineData("toml", "a = 1")]
    [InlineData("xml", "<a/>")]
    public void FindProblem_StoppedMeanwhile_Stops(string format, string text)
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Should.Throw<OperationCanceledException>(() => OutputFormat.FindProblem(format, Encoding.UTF8.GetBytes(text), stop.Token));
    }

    [Theory]
    [InlineData("json", true)]
    [InlineData("yml", true)]
    [InlineData("ini", false)]
    [InlineData("", false)]
    public void IsKnown_Name_IsTrueForKnownFormats(string format, bool expected) => OutputFormat.IsKnown(format).ShouldBe(expected);

    private static string? Validate(string format, string text) =>
        OutputFormat.FindProblem(format, Encoding.UTF8.GetBytes(text), Cancellation)?.Full;
}
