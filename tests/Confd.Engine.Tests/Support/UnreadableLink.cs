namespace Confd.Engine.Tests.Support;

/// <summary>Two links, the first to the second, whose name is not UTF-8, so that .NET can neither look at it nor remove it.</summary>
internal sealed class UnreadableLink : IDisposable
{
    private const string SecondName = "$(printf 'b\\351')";

    private readonly string _folder;

    public UnreadableLink(string folder, string name, string target)
    {
        _folder = folder;
        Mounts.Run("/bin/sh", "-c", $"cd '{folder}' && ln -s \"{SecondName}\" '{name}' && ln -s '{target}' \"{SecondName}\"")
            .ShouldBeTrue();
    }

    public void Dispose() => Mounts.Run("/bin/sh", "-c", $"cd '{_folder}' && rm \"{SecondName}\"");
}
