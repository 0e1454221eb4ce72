using System.Buffers;
using System.Text;
using System.Text.Json;
using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Rendering;

/// <summary>The examples of <c>docs/templates.md</c> give what the page says, and the page lists every function.</summary>
public sealed class TemplatesDocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs", "templates.md"));

    public static TheoryData<string, string> Examples => [.. Rows("Example", "Output")];

    public static TheoryData<string, string> Failures => [.. Rows("Fails", "With")];

    public static TheoryData<string, string> Blocks => [.. Fenced("go-template").Zip(Fenced("output"))];

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
        var listed = Cells("Signature").Select(signature => signature[..signature.IndexOf('(', StringComparison.Ordinal)]).ToList();
        listed.Order(StringComparer.Ordinal).ShouldBe(TemplateFunctions.Table.Names.Order(StringComparer.Ordinal));
    }

    private static (string? Output, string? Error) Render(string template)
    {
        using var folder = new TempDirectory();
        folder.Write("main.tmpl", template);
        folder.Write("node.tmpl", Fenced("go-template node.tmpl").Single().TrimEnd('\n'));
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = folder.Path,
            Environment = name => name == "REGION" ? "eu-west-1" : null,
        });
        var keys = JsonDocument.Parse(Fenced("json keys").Single()).RootElement.EnumerateObject().ToDictionary(
            property => property.Name, property => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(property.Value.GetString()!), StringComparer.Ordinal);
        try
        {
            var output = new ArrayBufferWriter<byte>();
            renderer.Render(folder["main.tmpl"], new RenderInput(KeySnapshot.Create(keys)) { Flags = Evaluate }, output, TestContext.Current.CancellationToken);
            return (Encoding.UTF8.GetString(output.WrittenSpan), null);
        }
        catch (TemplateRenderException exception)
        {
            return (null, exception.Message.Replace(folder.Path, "TEMPLATES", StringComparison.Ordinal));
        }
    }

    private static FlagAnswer Evaluate(string flag) => flag == "limit"
        ? new FlagAnswer("25"u8.ToArray(), 1, """{"kind":"FALLTHROUGH"}"""u8.ToArray(), "FALLTHROUGH")
        : new FlagAnswer("null"u8.ToArray(), null, """{"kind":"ERROR","errorKind":"FLAG_NOT_FOUND"}"""u8.ToArray(), "ERROR(FLAG_NOT_FOUND)");

    private static IEnumerable<(string, string)> Rows(string first, string second) => Cells(first).Zip(Cells(second));

    /// <summary>The code in a column of all tables that have it.</summary>
    private static IEnumerable<string> Cells(string column)
    {
        var index = -1;
        foreach (var line in Lines)
        {
            var cells = line.Replace("\\|", "\0", StringComparison.Ordinal).Split('|').Select(cell => cell.Trim(' ').Replace('\0', '|')).ToArray();
            if (!line.StartsWith('|'))
            {
                index = -1;
            }
            else if (Array.IndexOf(cells, column) is > 0 and var found)
            {
                index = found;
            }
            else if (index >= 0 && !cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                yield return Code(cells[index]);
            }
        }
    }

    // Two backquotes around a code that contains one; a blank inside them next to a backquote is not part of it.
    private static string Code(string cell)
    {
        if (!cell.StartsWith("``", StringComparison.Ordinal) || cell == "``")
        {
            return cell[1..^1];
        }

        var code = cell[2..^2];
        return code.EndsWith("` ", StringComparison.Ordinal) ? code[..^1] : code;
    }

    private static IEnumerable<string> Fenced(string info)
    {
        for (var start = 0; start < Lines.Length; start++)
        {
            if (Lines[start] == "```" + info)
            {
                var block = Lines.Skip(start + 1).TakeWhile(line => line != "```");
                yield return string.Concat(block.Select(line => line + "\n"));
            }
        }
    }
}
