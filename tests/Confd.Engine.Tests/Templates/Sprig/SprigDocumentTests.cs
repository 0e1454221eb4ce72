using System.Buffers;
using System.Text;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.Engine.Templates.Sprig;
using Confd.Engine.Templates.Sprig.Helm;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>The examples of <c>docs/sprig.md</c> give what the page says, and the page lists every function once.</summary>
public sealed class SprigDocumentTests
{
    private static readonly DocumentTables Page = new("sprig.md");

    public static TheoryData<string, string> Examples => [.. Page.Rows("Example", "Output")];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_InTable_GivesItsOutput(string template, string output)
    {
        using var folder = new TempDirectory();
        folder.Write("main.tmpl", template);
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = folder.Path,
            Environment = name => name switch { "REGION" => "eu-west-1", "TZ" => "UTC", _ => null },
        });

        var rendered = new ArrayBufferWriter<byte>();
        renderer.Render(folder["main.tmpl"], new RenderInput(KeySnapshot.Empty), rendered, Cancellation);

        Encoding.UTF8.GetString(rendered.WrittenSpan).ShouldBe(output);
    }

    [Fact]
    public void Tables_EveryFunction_IsListedOnce()
    {
        var functions = SprigFunctions.OfSprig.Concat(HelmFunctions.All).Select(function => function.Name);

        Page.Cells("Function").Select(WithoutPrefix).Order(StringComparer.Ordinal).ShouldBe(functions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tables_FunctionsWithThePrefixOnly_AreThoseOfConfdAndTheRandomOnes()
    {
        var withPrefix = Page.Cells("Function").Where(name => name.StartsWith(SprigFunctions.Prefix, StringComparison.Ordinal));
        var expected = SprigFunctions.OfSprig.Select(function => function.Name)
            .Where(name => TemplateFunctions.Own.Find(name) is not null || SprigFunctions.IsNondeterministic(name));

        withPrefix.Select(WithoutPrefix).Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
    }

    private static string WithoutPrefix(string name) =>
        name.StartsWith(SprigFunctions.Prefix, StringComparison.Ordinal) ? name[SprigFunctions.Prefix.Length..] : name;
}
