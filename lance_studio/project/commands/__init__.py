"""Every change of a project, a file per subject: small frozen values that `Project.run` carries out."""
