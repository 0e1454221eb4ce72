using System.Buffers;
using System.Text;
using System.Text.Json;
using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates;

/// <summary>The examples of <c>docs/templates.md</c> give what the page says, and the page lists every function.</summary>
public sealed class TemplatesDocumentTests
{
    private static readonly DocumentTables Page = new("templates.md");

    public static TheoryData<string, string> Examples => [.. Page.Rows("Example", "Output")];

    public static TheoryData<string, string> Failures => [.. Page.Rows("Fails", "With")];

    public static TheoryData<string, string> Blocks => [.. Page.Fenced("go-template").Zip(Page.Fenced("output"))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_InTable_GivesItsOutput(string template, string output) => Render(template).ShouldBe((output, null));

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Example_InBlock_GivesItsOutput(string template, string output) => Render(template).ShouldBe((output, null));

    [Theory]
    [MemberData(nameof(Failures))]
    public void Example_ThatFails_GivesItsMessage(string template, string message)
    {
        var (output, error) = Render(template);
        output.ShouldBeNull();
        error.ShouldEndWith(": " + message);
    }

    [Fact]
    public void Tables_EveryFunction_IsListedOnce()
    {
        var listed = Page.Cells("Signature").Select(signature => signature[..signature.IndexOf('(', StringComparison.Ordinal)]).ToList();
        listed.Order(StringComparer.Ordinal).ShouldBe(TemplateFunctions.Own.Names.Order(StringComparer.Ordinal));
    }

    private static (string? Output, string? Error) Render(string template)
    {
        using var folder = new TempDirectory();
        folder.Write("main.tmpl", template);
        folder.Write("node.tmpl", Page.Fenced("go-template node.tmpl").Single().TrimEnd('\n'));
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = folder.Path,
            Environment = name => name == "REGION" ? "eu-west-1" : null,
        });
        var keys = JsonDocument.Parse(Page.Fenced("json keys").Single()).RootElement.EnumerateObject().ToDictionary(
            property => property.Name,
            property => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(property.Value.GetString()!),
            StringComparer.Ordinal);
        try
        {
            var output = new ArrayBufferWriter<byte>();
            renderer.Render(
                folder["main.tmpl"],
                new RenderInput(KeySnapshot.Create(keys)) { Flags = Evaluate },
                output,
                Cancellation);
            return (Encoding.UTF8.GetString(output.WrittenSpan), null);
        }
        catch (TemplateRenderException exception)
        {
            return (null, exception.Message.Replace(folder.Path, "TEMPLATES", StringComparison.Ordinal));
        }
    }

    private static FlagAnswer Evaluate(string flag) => flag == "limit"
        ? new FlagAnswer("25"u8.ToArray(), 1, """{"kind":"FALLTHROUGH"}"""u8.ToArray(), "FALLTHROUGH")
        : new FlagAnswer(
            "null"u8.ToArray(), null, """{"kind":"ERROR","errorKind":"FLAG_NOT_FOUND"}"""u8.ToArray(), "ERROR(FLAG_NOT_FOUND)");
}
