using System.Buffers;
using System.Text;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests;

/// <summary>Several texts in one set.</summary>
public sealed class TemplateSetTests
{
    private static Template Set { get; } = Rendering.Parse("<{{template \"row\" 1}}{{template \"part.tmpl\" .}}>")
        .With("part.tmpl", "{{define \"row\"}}row {{.}};{{end}}\npart {{len .}}"u8);

    [Fact]
    public void Render_TextsOfASet_CallEachOther()
        => Render("main", Value.FromString("abc")).ShouldBe("<row 1;\npart 3>");

    [Fact]
    public void RenderNamed_DefinedTemplate_RunsIt()
        => Render("row", Value.FromInt(7)).ShouldBe("row 7;");

    [Fact]
    public void Render_FailureInAnotherText_NamesThatText()
        => Should.Throw<TemplateException>(() => Render("main", Value.FromInt(5))).Message.ShouldBe(
            "template: part.tmpl:2:7: executing \"part.tmpl\" at <len .>: error calling len: len of type int");

    [Fact]
    public void With_SameName_ReplacesUnlessEmpty()
    {
        Render("row", Value.FromInt(7), Set.With("other", "{{define \"row\"}}new {{.}}{{end}}"u8)).ShouldBe("new 7");
        Render("row", Value.FromInt(7), Set.With("other", "{{define \"row\"}}  {{/* nothing */}}{{end}}"u8)).ShouldBe("row 7;");
        Render("row", Value.FromInt(7)).ShouldBe("row 7;");
    }

    [Fact]
    public void RenderNamed_UnknownName_Fails()
        => Should.Throw<TemplateException>(() => Render("nope", Value.Invalid)).Message.ShouldBe(
            "template: no template \"nope\" associated with template \"main\"");

    [Fact]
    public void DefinedNames_Set_HasAll()
        => Set.DefinedNames.Order(StringComparer.Ordinal).ShouldBe(["main", "part.tmpl", "row"]);

    private static string Render(string name, Value dot, Template? set = null)
    {
        var output = new ArrayBufferWriter<byte>();
        (set ?? Set).RenderNamed(name, output, dot);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
