namespace Confd.TestSupport;

/// <summary>A folder of its own for one test, removed with all it holds on dispose.</summary>
public sealed class TempDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("confd-test-");

    /// <summary>The absolute path, links resolved.</summary>
    public string Path => _directory.FullName;

    /// <summary>The absolute path of something below.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Writes a text file (UTF-8, no byte order mark), making its folders; answers its path.</summary>
    public string Write(string relativePath, string text)
    {
        var path = this[relativePath];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
