namespace Confd.Engine.Templates.Sprig;

/// <summary>A part of a URL: each has its own signs that need no escape.</summary>
internal enum UrlPart
{
    Host,
    Zone,
    Path,
    User,
    Fragment,
}
