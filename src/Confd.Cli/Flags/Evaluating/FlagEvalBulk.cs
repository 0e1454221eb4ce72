using System.Buffers;
using System.Text.Json;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Engine.Posix;
using Confd.Flags;
using Confd.Shared.Files;

namespace Confd.Cli.Flags.Evaluating;

/// <summary><c>confd flags eval --cases FILE</c>: evaluates every line of a file. A bad line is reported and does not stop the
/// others.</summary>
/// <param name="output">Receives the answers.</param>
/// <param name="errors">Receives errors about lines.</param>
/// <param name="dataFolder">The folder that the cases' data files are relative to.</param>
internal sealed class FlagEvalBulk(Stream output, TextWriter errors, string dataFolder)
{
    private const int FlushBytes = 64 * 1024;

    private readonly Dictionary<string, FlagEvalData> _files = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _answers = new();

    /// <summary>Evaluates all cases of a file.</summary>
    /// <returns>The exit status: 0 if every line was answered.</returns>
    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public int Run(string casesFile)
    {
        using var file = Open(casesFile);
        var lines = new ByteLines(file);
        var failed = 0;
        while (TryRead(lines, casesFile, out var line))
        {
            if (!line.Trim(" \t\r"u8).IsEmpty && !TryAnswer(line, $"{casesFile}:{lines.Number}"))
            {
                failed++;
            }
        }

        Flush();
        return failed == 0 ? 0 : 1;
    }

    private static bool TryRead(ByteLines lines, string path, out ReadOnlySpan<byte> line)
    {
        try
        {
            return lines.TryRead(out line);
        }
        catch (IOException e)
        {
            throw new ConfigurationException($"cannot read {path}: {FileReason.Of(e, path)}", e);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"cannot read {path}: {FileReason.Of(e, path)}", e);
        }
    }

    private bool TryAnswer(ReadOnlySpan<byte> line, string place)
    {
        try
        {
            var evaluation = FlagEvalCase.Read(line);
            FlagEvalAnswer.WriteLine(_answers, evaluation.Id, DataOf(evaluation).Evaluate(evaluation));
        }
        catch (Exception e) when (e is JsonException or FlagFormatException or ConfigurationException or InvalidOperationException)
        {
            var problem = (e as JsonException ?? e.InnerException) is JsonException { BytePositionInLine: { } position }
                ? $"the line is not valid JSON (byte {position})"
                : FailureText.Of(e).Redacted;
            ToolMessages.Error(errors, $"{place}: {problem}");
            return false;
        }

        if (_answers.WrittenCount > FlushBytes)
        {
            Flush();
        }

        return true;
    }

    private FlagEvalData DataOf(FlagEvalCase evaluation)
    {
        if (evaluation.Data is { } own)
        {
            return new FlagEvalData(own, []);
        }

        var path = Path.Combine(dataFolder, evaluation.DataFile ?? throw new ConfigurationException("a case needs 'data' or a 'dataFile'"));
        if (!_files.TryGetValue(path, out var data))
        {
            data = FlagEvalData.Read(path, errors);
            _files.Add(path, data);
        }

        return data;
    }

    private void Flush()
    {
        output.Write(_answers.WrittenSpan);
        _answers.ResetWrittenCount();
    }
}
