using System.Buffers;
using System.Text;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Templates.Sprig;

/// <summary>Renders one text with some keys.</summary>
internal static class SprigRendering
{
    public static string Render(string template, params (string Key, string Value)[] keys)
    {
        using var folder = new TempDirectory();
        folder.Write("main.tmpl", template);
        var renderer = new TemplateRenderer(new TemplateRendererOptions
        {
            TemplateFolder = folder.Path,
            Environment = name => name == "TZ" ? "UTC" : null,
        });
        var output = new ArrayBufferWriter<byte>();
        var snapshot = KeySnapshot.Create(keys.ToDictionary(
            pair => pair.Key, pair => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.Value), StringComparer.Ordinal));
        renderer.Render(folder["main.tmpl"], new RenderInput(snapshot), output, Cancellation);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The message of a rendering that fails.</summary>
    public static ErrorText Fail(string template, params (string Key, string Value)[] keys) =>
        Should.Throw<TemplateRenderException>(() => Render(template, keys)).Text;
}
