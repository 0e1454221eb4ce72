using System.Text;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Parsing;
using Confd.GoTemplate.Syntax;

namespace Confd.GoTemplate.Tests.Parsing;

/// <summary>Rows are the trees that Go's <c>text/template/parse</c> builds, written back by it, and its error messages.</summary>
public sealed class ParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("text", "text")]
    [InlineData("{{.}}", "{{.}}")]
    [InlineData("{{.X.Y}}", "{{.X.Y}}")]
    [InlineData("{{$}}", "{{$}}")]
    [InlineData("{{$.X}}", "{{$.X}}")]
    [InlineData("{{printf}}", "{{printf}}")]
    [InlineData("{{printf `%d` 23}}", "{{printf `%d` 23}}")]
    [InlineData("{{printf \"%d\" (len .X) | printf}}", "{{printf \"%d\" (len .X) | printf}}")]
    [InlineData("{{.X|.Y}}", "{{.X | .Y}}")]
    [InlineData("{{(.X).Y}}", "{{(.X).Y}}")]
    [InlineData("{{(.X 1).Y.Z}}", "{{(.X 1).Y.Z}}")]
    [InlineData("{{nil | printf}}", "{{nil | printf}}")]
    [InlineData("{{$x := .X}}", "{{$x := .X}}")]
    [InlineData("{{if .X}}a{{end}}", "{{if .X}}a{{end}}")]
    [InlineData("{{if .X}}a{{else}}b{{end}}", "{{if .X}}a{{else}}b{{end}}")]
    [InlineData("{{if .X}}a{{else if .Y}}b{{else}}c{{end}}", "{{if .X}}a{{else}}{{if .Y}}b{{else}}c{{end}}{{end}}")]
    [InlineData("{{with .X}}a{{end}}", "{{with .X}}a{{end}}")]
    [InlineData("{{with $x := .X}}{{$x}}{{end}}", "{{with $x := .X}}{{$x}}{{end}}")]
    [InlineData("{{range .X}}a{{end}}", "{{range .X}}a{{end}}")]
    [InlineData("{{range .X}}a{{else}}b{{end}}", "{{range .X}}a{{else}}b{{end}}")]
    [InlineData("{{range $e := .X}}{{$e}}{{end}}", "{{range $e := .X}}{{$e}}{{end}}")]
    [InlineData("{{range $i, $e := .X}}{{$i}}{{end}}", "{{range $i, $e := .X}}{{$i}}{{end}}")]
    [InlineData("{{range .X}}{{break}}{{continue}}{{end}}", "{{range .X}}{{break}}{{continue}}{{end}}")]
    [InlineData("{{template \"x\"}}", "{{template \"x\"}}")]
    [InlineData("{{template `x` .Y}}", "{{template \"x\" .Y}}")]
    [InlineData("{{template \"x\" .Y | printf}}", "{{template \"x\" .Y | printf}}")]
    [InlineData("{{define \"x\"}}a{{end}}b", "b")]
    [InlineData("{{block \"x\" .}}a{{end}}", "{{template \"x\" .}}")]
    [InlineData("a{{/* c */}}b", "ab")]
    [InlineData("a {{- 1 -}} b", "a{{1}}b")]
    [InlineData("{{1.5e3}}{{'a'}}{{1+2i}}{{true}}", "{{1.5e3}}{{'a'}}{{1+2i}}{{true}}")]
    [InlineData("{{\"a\\tb\"}}", "{{\"a\\tb\"}}")]
    [InlineData("{{`a\\tb`}}", "{{`a\\tb`}}")]
    [InlineData("{{if (len .X)}}a{{end}}", "{{if (len .X)}}a{{end}}")]
    [InlineData("{{range $x := .A}}{{if $x}}{{break}}{{end}}{{end}}", "{{range $x := .A}}{{if $x}}{{break}}{{end}}{{end}}")]
    [InlineData("{{.X  .Y   .Z}}", "{{.X .Y .Z}}")]
    [InlineData("{{ if   .X }}a{{ end }}", "{{if .X}}a{{end}}")]
    [InlineData("{{if true}}{{with 1}}{{range .}}x{{end}}{{end}}{{end}}", "{{if true}}{{with 1}}{{range .}}x{{end}}{{end}}{{end}}")]
    public void Parse_Text_BuildsGosTree(string text, string expected) => Parse(text)["t"].Root.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("{{", "t:1: unclosed action")]
    [InlineData("{{}}", "t:1: missing value for command")]
    [InlineData("{{.X", "t:1: unclosed action")]
    [InlineData("{{if}}{{end}}", "t:1: missing value for if")]
    [InlineData("{{if .X}}", "t:1: unexpected EOF")]
    [InlineData("{{if .X}}{{else}}", "t:1: unexpected EOF")]
    [InlineData("{{if .X}}{{else}}{{else}}{{end}}", "t:1: expected end; found {{else}}")]
    [InlineData("{{end}}", "t:1: unexpected {{end}}")]
    [InlineData("{{else}}", "t:1: unexpected {{else}}")]
    [InlineData("{{range .X}}", "t:1: unexpected EOF")]
    [InlineData("{{with}}", "t:1: missing value for with")]
    [InlineData("{{template}}", "t:1: unexpected \"}}\" in template clause")]
    [InlineData("{{template .X}}", "t:1: unexpected \".X\" in template clause")]
    [InlineData("{{template \"x\" }", "t:1: unexpected \"}\" in template clause")]
    [InlineData("{{define}}{{end}}", "t:1: unexpected \"}}\" in define clause")]
    [InlineData("{{define \"x\"}}", "t:1: unexpected EOF")]
    [InlineData("{{define x}}{{end}}", "t:1: unexpected \"x\" in define clause")]
    [InlineData("{{block \"x\"}}{{end}}", "t:1: missing value for block clause")]
    [InlineData("{{break}}", "t:1: {{break}} outside {{range}}")]
    [InlineData("{{continue}}", "t:1: {{continue}} outside {{range}}")]
    [InlineData("{{range .}}{{break 1}}{{end}}", "t:1: unexpected \"1\" in {{break}}")]
    [InlineData("{{nofunc}}", "t:1: function \"nofunc\" not defined")]
    [InlineData("{{nofunc 1}}", "t:1: function \"nofunc\" not defined")]
    [InlineData("{{$x}}", "t:1: undefined variable \"$x\"")]
    [InlineData("{{$x := 1}}{{$y}}", "t:1: undefined variable \"$y\"")]
    [InlineData("{{$x, $y := 1}}", "t:1: too many declarations in command")]
    [InlineData("{{range $a, $b, $c := .X}}{{end}}", "t:1: too many declarations in range")]
    [InlineData("{{range $a, := .X}}{{end}}", "t:1: range can only initialize variables")]
    [InlineData("{{if $x := 1}}{{end}}{{$x}}", "t:1: undefined variable \"$x\"")]
    [InlineData("{{| .X}}", "t:1: unexpected \"|\" in command")]
    [InlineData("{{.X | 1}}", "t:1: non executable command in pipeline stage 2")]
    [InlineData("{{1 | printf}}{{1 | 2}}", "t:1: non executable command in pipeline stage 2")]
    [InlineData("{{nil.X}}", "t:1: unexpected . after term \"nil\"")]
    [InlineData("{{.X.}}", "t:1: unexpected <.> in operand")]
    [InlineData("{{true.X}}", "t:1: unexpected . after term \"true\"")]
    [InlineData("{{1.X}}", "t:1: bad number syntax: \"1.X\"")]
    [InlineData("{{\"a\".X}}", "t:1: unexpected . after term \"\\\"a\\\"\"")]
    [InlineData("{{(.X}}", "t:1: unclosed left paren")]
    [InlineData("{{()}}", "t:1: missing value for parenthesized pipeline")]
    [InlineData("{{printf 1 | nil}}", "t:1: non executable command in pipeline stage 2")]
    [InlineData("{{printf (1) ()}}", "t:1: missing value for parenthesized pipeline")]
    [InlineData("a\nb{{\n.X ☃}}", "t:3: unrecognized character in action: U+2603 '☃' in action started at t:2")]
    [InlineData("{{\"\\q\"}}", "t:1: invalid syntax")]
    [InlineData("{{'ab'}}", "t:1: malformed character constant: 'ab'")]
    [InlineData("{{1e400}}", "t:1: illegal number syntax: \"1e400\"")]
    [InlineData("{{.X}}{{if}}", "t:1: missing value for if")]
    [InlineData("{{define \"a\"}}1{{end}}{{define \"a\"}}2{{end}}", "t:1: template: multiple definition of template \"a\"")]
    [InlineData("{{range .X}}{{end}}{{break}}", "t:1: {{break}} outside {{range}}")]
    [InlineData("{{range .X}}{{else}}{{break}}{{end}}", "t:1: {{break}} outside {{range}}")]
    [InlineData("{{with .X}}{{else}}{{else}}{{end}}", "t:1: expected end; found {{else}}")]
    [InlineData("{{if .X}}{{end 1}}", "t:1: unexpected \"1\" in end")]
    [InlineData("{{$x.Y := 1}}", "t:1: undefined variable \"$x\"")]
    [InlineData("{{.X := 1}}", "t:1: unexpected \":=\" in operand")]
    [InlineData("{{1 := 1}}", "t:1: unexpected \":=\" in operand")]
    [InlineData("{{printf := 1}}", "t:1: unexpected \":=\" in operand")]
    [InlineData("{{if .X}}{{define \"y\"}}{{end}}{{end}}", "t:1: unexpected <define> in command")]
    [InlineData("{{/* x", "t:1: unclosed comment")]
    [InlineData("{{printf \"a\" \"b}}", "t:1: unterminated quoted string")]
    [InlineData("{{$x := }}", "t:1: missing value for command")]
    [InlineData("{{$x :}}", "t:1: undefined variable \"$x\"")]
    [InlineData("{{else if .X}}{{end}}", "t:1: unexpected {{else}}")]
    [InlineData("{{(1).X}}{{", "t:1: unclosed action")]
    [InlineData("{{- }}", "t:1: missing value for command")]
    [InlineData("{{.X -}}{{", "t:1: unclosed action")]
    public void Parse_Malformed_ReportsWhatGoReports(string text, string expected)
        => Should.Throw<TemplateException>(() => Parse(text)).Message.ShouldBe("template: " + expected);

    [Fact]
    public void Parse_DefinitionsAndBlocks_AreBodiesOfTheirOwn()
    {
        var bodies = Parse("{{define \"a\"}}A{{end}}x{{block \"b\" .}}B{{end}}");
        bodies.Keys.Order(StringComparer.Ordinal).ShouldBe(["a", "b", "t"]);
        bodies["a"].Root.ToString().ShouldBe("A");
        bodies["b"].Root.ToString().ShouldBe("B");
    }

    private static Dictionary<string, TemplateBody> Parse(string text)
        => Parser.Parse(new ParseSession("t", Encoding.UTF8.GetBytes(text), FunctionTable.Predefined, TemplateOptions.Default));
}
