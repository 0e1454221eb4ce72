namespace Confd.Flags.Console.Forms;

/// <summary>A form that could not be taken: its page is shown once more, with what was typed and what is wrong.</summary>
/// <param name="Form">What was sent.</param>
/// <param name="Problems">What is wrong; nothing where somebody only goes back to a form.</param>
internal sealed record Refused(FormFields Form, FormProblems Problems);
