namespace Confd.Engine.Templates.Sprig;

/// <summary>A part of a URL: each has its own set of characters that need no escape.</summary>
internal enum UrlPart
{
    Host,
    Zone,
    Path,
    User,
    Fragment,
}
