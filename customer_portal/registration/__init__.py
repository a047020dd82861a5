"""Getting in: the form, the mailbox, the printable form, the invitation."""
