using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>What a scenario does to the world: items, files, time.</summary>
internal sealed class ScenarioMutations(ScenarioWorkspace workspace, ScenarioTables? tables)
{
    public async Task ApplyAsync(JsonObject mutation)
    {
        var filled = workspace.Fill(mutation)!.AsObject();
        foreach (var (name, value) in filled.Where(member => member.Key != "table"))
        {
            await ApplyAsync(name, value!, (string?)filled["table"]);
        }
    }

    private Task ApplyAsync(string name, JsonNode value, string? table) => name switch
    {
        "put" => tables!.PutAsync(Table(table), value.AsArray()),
        "delete" => ForEachAsync(value.AsArray(), key => tables!.DeleteAsync(Table(table), key)),
        "drop_table" => tables!.DropAsync(Table((string)value!)),
        "write" => Each(value, WriteInPlace),
        "append" => Each(value, File.AppendAllText),
        "replace" => Each(value, Replace),
        "remove" => ForEachAsync(value.AsArray(), Removed),
        "mkdir" => ForEachAsync(value.AsArray(), path => Task.FromResult(Directory.CreateDirectory(path))),
        "chmod" => Each(value, (path, mode) => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8))),
        "chown" => Task.WhenAll(value.AsObject().Select(entry => RunAsync("chown", $"{entry.Value![0]}:{entry.Value[1]}", entry.Key))),
        "symlink" => Each(value, (link, target) => File.CreateSymbolicLink(link, target)),
        "relink" => Each(value, Relink),
        "rename" => Each(value, Rename),
        "sleep" => Task.Delay(TimeSpan.FromSeconds((double)value), TimeProvider.System),
        _ => throw new ScenarioFailure($"unknown mutation {name}"),
    };

    /// <summary>Runs a tool of the system to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new ScenarioFailure($"{program} {string.Join(' ', arguments)}: status {process.ExitCode}");
        }
    }

    private static Task Each(JsonNode value, Action<string, string> act)
    {
        foreach (var (path, text) in value.AsObject())
        {
            act(path, (string)text!);
        }

        return Task.CompletedTask;
    }

    private static async Task ForEachAsync(JsonArray texts, Func<string, Task> act)
    {
        foreach (var text in texts)
        {
            await act((string)text!);
        }
    }

    // In place with one write, so that a watcher sees a single event and never an empty file.
    private static void WriteInPlace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = file.Length;
        file.Write(bytes);
        if (length > bytes.Length)
        {
            file.SetLength(bytes.Length);
        }
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Relink(string link, string target)
    {
        File.CreateSymbolicLink(link + ".new", target);
        File.Move(link + ".new", link, overwrite: true);
    }

    private static void Rename(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }

    private static Task Removed(string path)
    {
        if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    private string Table(string? name) => workspace.Fill($"@{name ?? "TABLE"}@");
}
