using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>The folders of one scenario run, and the placeholders that stand for them in its files.</summary>
internal sealed class ScenarioWorkspace : IDisposable
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable =
        Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly TempDirectory _folder = new();

    public ScenarioWorkspace(string source, string binary, string? dynamoDb)
    {
        File.SetUnixFileMode(_folder.Path, Executable);
        foreach (var name in (ReadOnlySpan<string>)["out", "confdir", "kv", "home"])
        {
            Directory.CreateDirectory(_folder[name], Executable);
        }

        Set("@OUT@", _folder["out"]);
        Set("@CONFDIR@", _folder["confdir"]);
        Set("@KV@", _folder["kv"]);
        Set("@WORK@", _folder.Path);
        Set("@BIN@", binary);
        Set("@PORT@", ReservedPort.Take().ToString());
        if (dynamoDb is not null)
        {
            Set("@DYNAMODB@", dynamoDb);
        }

        Source = source;
    }

    /// <summary>The folder that describes the scenario.</summary>
    public string Source { get; }

    public string Path => _folder.Path;

    private Dictionary<string, string> Placeholders { get; } = [];

    public string this[string relativePath] => _folder[relativePath];

    /// <summary>Defines a placeholder such as <c>@TABLE@</c>.</summary>
    public void Set(string placeholder, string value) => Placeholders[placeholder] = value;

    /// <summary>Copies <c>confdir</c>, <c>kv</c> and <c>out</c> of the scenario, placeholders replaced in texts.</summary>
    public void CopyInputs()
    {
        foreach (var name in (ReadOnlySpan<string>)["confdir", "kv", "out"])
        {
            var from = System.IO.Path.Combine(Source, name);
            if (Directory.Exists(from))
            {
                Copy(from, _folder[name]);
            }
        }
    }

    /// <summary>Replaces placeholders by what they stand for.</summary>
    public string Fill(string text)
    {
        foreach (var (placeholder, value) in Placeholders)
        {
            text = text.Replace(placeholder, value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Replaces placeholders in every text and member name.</summary>
    public JsonNode? Fill(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Fill)]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Fill(member.Key), Fill(member.Value)))),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Fill(text)),
        _ => node?.DeepClone(),
    };

    /// <summary>Puts the placeholders back, the longest values first.</summary>
    public byte[] Restore(byte[] bytes)
    {
        // Latin-1 maps bytes to characters one to one, so that any bytes survive.
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var (placeholder, value) in Placeholders.OrderByDescending(pair => pair.Value.Length))
        {
            text = placeholder == "@PORT@"
                ? Regex.Replace(text, $"(?<![0-9]){value}(?![0-9])", placeholder)
                : text.Replace(value, placeholder, StringComparison.Ordinal);
        }

        return Encoding.Latin1.GetBytes(text);
    }

    public string RestoreText(byte[] bytes) => Encoding.UTF8.GetString(Restore(bytes));

    public void Dispose() => _folder.Dispose();

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!, Executable);
            File.WriteAllBytes(target, FillBytes(File.ReadAllBytes(file)));
            File.SetUnixFileMode(target, File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute) ? Executable : Readable);
        }
    }

    private byte[] FillBytes(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetBytes(Fill(StrictUtf8.GetString(bytes)));
        }
        catch (ArgumentException)
        {
            return bytes;
        }
    }
}
