namespace Confd.GoTemplate.Time;

/// <summary>Finds the machine's zone in the same places as Go (Go <c>zoneinfo_unix.go</c>, <c>initLocal</c>).</summary>
internal static class LocalZone
{
    private static readonly string[] ZoneFolders =
    [
        "/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/",
    ];

    public static Location Load(Func<string, string?> environment)
    {
        var zone = environment("TZ");
        if (zone is null)
        {
            return TryRead("/etc/localtime", "Local") ?? Fallback();
        }

        if (zone.StartsWith(':'))
        {
            zone = zone[1..];
        }

        if (zone.StartsWith('/'))
        {
            return TryRead(zone, zone == "/etc/localtime" ? "Local" : zone) ?? Fallback();
        }

        return zone is "" or "UTC" ? Fallback() : Find(zone, isLocal: true) ?? Fallback();
    }

    /// <summary>A zone of the machine's time zone data; null where there is none of the name.</summary>
    public static Location? Find(string name, bool isLocal) =>
        ZoneFolders.Select(folder => TryRead(folder + name, name, isLocal)).FirstOrDefault(location => location is not null);

    private static Location? TryRead(string path, string name, bool isLocal = true)
    {
        try
        {
            return TzifFile.Read(name, File.ReadAllBytes(path), isLocal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private static Location Fallback() => new("UTC", [], [], null, isLocal: true);
}
